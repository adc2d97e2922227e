import { type Observable, Subject, type Subscription } from 'rxjs';
import { NotifyConsumerIdsChangedRequestHeader } from '../protocol/headers/notify-consumer-ids-changed.js';
import { createResponse, type RemotingCommand } from '../protocol/remoting-command.js';
import { RequestCode } from '../protocol/request-code.js';
import { ResponseCode } from '../protocol/response-code.js';
import type { RemotingClient } from '../remoting/remoting-client.js';
import type { Runtime } from '../runtime/runtime.js';

/**
 * Carries out one kind of request of brokers, and gives the answer. Undefined for none: for a oneway request, or when the broker is to
 * get its answer by another request. Throws for a request that cannot be read.
 */
export type ServeRequest = (request: RemotingCommand, address: string) => RemotingCommand | undefined;

/**
 * Answers what brokers ask of a client (wire.md section 6), on every connection.
 *
 * A request that nobody here understands is answered "not supported", so that the broker need not wait for its timeout.
 */
export class BrokerRequests {
  readonly #runtime: Runtime;
  readonly #consumerIdsChanged = new Subject<string>();
  readonly #servers = new Map<number, ServeRequest>();

  /** Hot, no replay: the group of which members came or went. Completes on close. */
  readonly consumerIdsChanged$: Observable<string> = this.#consumerIdsChanged.asObservable();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.serve(RequestCode.NOTIFY_CONSUMER_IDS_CHANGED, (request) => {
      this.#consumerIdsChanged.next(NotifyConsumerIdsChangedRequestHeader.read(request).consumerGroup);
      return undefined;
    });
  }

  /** Who serves requests of this code from now on, on every connection. */
  serve(requestCode: RequestCode, serve: ServeRequest): void {
    this.#servers.set(requestCode, serve);
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
        if (!request.isOneway) client.reply(request, failed(error));
      }
    });
  }

  close(): void {
    this.#consumerIdsChanged.complete();
  }

  #serve(client: RemotingClient<RemotingCommand, RemotingCommand>, request: RemotingCommand): void {
    const serve = this.#servers.get(request.code);
    const answer = serve === undefined ? notSupported(request) : serve(request, client.address);
    if (answer !== undefined && !request.isOneway) client.reply(request, answer);
  }
}

/** As Java's client answers when it fails: the broker is not to wait for its timeout. */
const failed = (error: unknown): RemotingCommand =>
  createResponse(ResponseCode.SYSTEM_ERROR, { remark: String(error) });

const notSupported = ({ code }: RemotingCommand): RemotingCommand =>
  createResponse(ResponseCode.REQUEST_CODE_NOT_SUPPORTED, {
    remark: ` request type ${code} not supported`,
  });
