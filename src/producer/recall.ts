import { catchError, concatMap, defer, type Observable } from 'rxjs';
import type { BrokerClient } from '../broker/broker-client.js';
import { BrokerError } from '../errors/broker-error.js';
import { NoAvailableBrokerError } from '../errors/route-error.js';
import { UnsupportedError } from '../errors/usage-error.js';
import type { RouteTable } from '../naming/route-table.js';
import { ResponseCode } from '../protocol/response-code.js';
import type { SendReceipt } from '../sending/send-receipt.js';

export interface RecallSettings {
  readonly routes: RouteTable;
  readonly broker: (address: string) => BrokerClient;
}

/** Takes a timed message back. Emits its message id. */
export type Recall = (receipt: SendReceipt, producerGroup: string) => Observable<string>;

/** Answers of brokers that do not recall: the request is unknown, or switched off. */
const cannot: ReadonlySet<number> = new Set([
  ResponseCode.REQUEST_CODE_NOT_SUPPORTED,
  ResponseCode.NO_PERMISSION,
]);

/** @see apache/rocketmq `client/…/DefaultMQProducerImpl#recallMessage` */
export const createRecall =
  ({ routes, broker }: RecallSettings): Recall =>
  ({ recallHandle, queue }, producerGroup) =>
    defer(() => {
      if (recallHandle === undefined)
        throw new UnsupportedError(
          'recall',
          'the receipt has no handle: no timed message, or an older broker',
        );
      return routes.lookup(queue.topic).pipe(
        concatMap((route) => {
          const address = route.address(queue.brokerName);
          if (address === undefined)
            throw new NoAvailableBrokerError(`recall a message of topic ${queue.topic}`, {
              topic: queue.topic,
            });
          const { topic, brokerName } = queue;
          return broker(address).sending.recall({ producerGroup, topic, brokerName, recallHandle });
        }),
        catchError((error: unknown) => {
          if (error instanceof BrokerError && cannot.has(error.responseCode))
            throw new UnsupportedError('recall', 'the broker does not allow it', { cause: error });
          throw error;
        }),
      );
    });
