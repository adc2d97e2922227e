import { catchError, concatMap, EMPTY, from, map, type Observable, of, toArray } from 'rxjs';
import {
  decodeGetConsumerStatusBody,
  encodeGetConsumerStatusBody,
} from '../../protocol/bodies/get-consumer-status-body.js';
import type { QueueTable } from '../../protocol/bodies/queue-table.js';
import { GetConsumerStatusRequestHeader } from '../../protocol/headers/get-consumer-status.js';
import { createRequest, type RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { acceptSilently } from '../server/accept.js';
import { Refusal } from '../server/refusal.js';
import type { ConnectedClient } from './client-directory.js';

/** What a real broker waits for each client. */
const answerTimeoutMs = 5000;

/**
 * INVOKE_BROKER_TO_GET_CONSUMER_STATUS (223): asks the members of a group, or the one that is named, for their offsets (221),
 * one after the other. Who does not answer is left out.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/client/net/Broker2Client#getConsumeStatus`
 * @throws {Refusal}
 */
export function askConsumerStatus(
  { clients }: BrokerServices,
  request: RemotingCommand,
): Observable<RemotingCommand> {
  const { topic, group, clientAddr = '' } = GetConsumerStatusRequestHeader.read(request);
  const members = clients.consumers(group)?.members;
  if (members === undefined)
    throw new Refusal(ResponseCode.SYSTEM_ERROR, `No Any Consumer online in the consumer group: [${group}]`);
  const asked =
    clientAddr.trim() === ''
      ? members
      : members.filter(({ clientId }) => clientId === clientAddr).slice(0, 1);
  const question = createRequest(
    RequestCode.GET_CONSUMER_STATUS_FROM_CLIENT,
    GetConsumerStatusRequestHeader,
    { topic, group },
  );
  return from(asked).pipe(
    concatMap((client) => ask(client, question)),
    toArray(),
    map((answers) => {
      const consumerTable = Object.fromEntries(answers);
      return acceptSilently(encodeGetConsumerStatusBody({ consumerTable, messageQueueTable: [] }));
    }),
  );
}

function ask(
  { clientId, peer }: ConnectedClient,
  question: RemotingCommand,
): Observable<readonly [string, QueueTable<number>]> {
  return peer.invoke(question, { timeoutMs: answerTimeoutMs }).pipe(
    concatMap(({ code, body }) =>
      code !== ResponseCode.SUCCESS || body === undefined
        ? EMPTY
        : of([clientId, decodeGetConsumerStatusBody(body).messageQueueTable] as const),
    ),
    catchError(() => EMPTY),
  );
}
