import { type Observable, Subject, type Subscription } from 'rxjs';
import { NotifyConsumerIdsChangedRequestHeader } from '../protocol/headers/notify-consumer-ids-changed.js';
import { createResponse, type RemotingCommand } from '../protocol/remoting-command.js';
import { RequestCode } from '../protocol/request-code.js';
import { ResponseCode } from '../protocol/response-code.js';
import type { RemotingClient } from '../remoting/remoting-client.js';
import type { Runtime } from '../runtime/runtime.js';

/**
 * Answers what brokers ask of a client (wire.md section 6), on every connection.
 *
 * A request that nobody here understands is answered "not supported", so that the broker need not wait for its timeout.
 */
export class BrokerRequests {
  readonly #runtime: Runtime;
  readonly #consumerIdsChanged = new Subject<string>();

  /** Hot, no replay: the group of which members came or went. Completes on close. */
  readonly consumerIdsChanged$: Observable<string> = this.#consumerIdsChanged.asObservable();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Serves the requests of one connection until it is closed for good. */
  attach(client: RemotingClient<RemotingCommand, RemotingCommand>): Subscription {
    return client.requests$.subscribe((request) => {
      try {
        this.#serve(client, request);
      } catch (error) {
        this.#runtime.logger.warn('A request of a broker could not be served', {
          address: client.address,
          requestCode: request.code,
          error: String(error),
        });
      }
    });
  }

  close(): void {
    this.#consumerIdsChanged.complete();
  }

  #serve(client: RemotingClient<RemotingCommand, RemotingCommand>, request: RemotingCommand): void {
    if (request.code === RequestCode.NOTIFY_CONSUMER_IDS_CHANGED) {
      this.#consumerIdsChanged.next(NotifyConsumerIdsChangedRequestHeader.read(request).consumerGroup);
      return;
    }
    if (request.isOneway) return;
    client.reply(
      request,
      createResponse(ResponseCode.REQUEST_CODE_NOT_SUPPORTED, {
        remark: ` request type ${request.code} not supported`,
      }),
    );
  }
}
