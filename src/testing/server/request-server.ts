import { catchError, isObservable, of, type Subject, Subscription, tap } from 'rxjs';
import { TooManyPendingRequestsError } from '../../errors/remoting-error.js';
import type { Single } from '../../internal/single.js';
import { startNow } from '../../internal/replayed.js';
import { createResponse, type RemotingCommand } from '../../protocol/remoting-command.js';
import { requestCodeName } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { createRocketMQProtocol } from '../../protocol/rocketmq-protocol.js';
import { RemotingServer } from '../../remoting/remoting-server.js';
import type { Answer } from '../../remoting/responder.js';
import type { Logger } from '../../runtime/logger.js';
import type { Endpoint } from '../../transport/endpoint.js';
import type { Listen } from '../../transport/listener.js';
import type { Exchange } from './exchange.js';
import { Refusal } from './refusal.js';
import type { ClientPeer, RequestHandler, RequestTable } from './request-table.js';
import type { ServerSetting } from './server-setting.js';

/** What a server does with its clients. */
export interface RequestService {
  readonly requests: RequestTable;
  /** Looks at every request before its handler; throws a `Refusal` to have it refused. */
  readonly guard?: (request: RemotingCommand, peer: ClientPeer) => void;
  /** A connection is gone, for whatever reason. */
  readonly onPeerGone?: (peer: ClientPeer) => void;
}

/** Listens at one endpoint and answers by a table of handlers. */
export class RequestServer {
  readonly #name: string;
  readonly #listen: Listen;
  readonly #logger: Logger;
  readonly #exchanges: Subject<Exchange>;
  readonly #server: RemotingServer<RemotingCommand, RemotingCommand>;
  readonly #watching = new Subscription();
  #service: RequestService = { requests: {} };
  #peers: readonly ClientPeer[] = [];

  constructor(name: string, { listen, protocol, runtime, exchanges }: ServerSetting) {
    this.#name = name;
    this.#listen = listen(name);
    this.#logger = runtime.logger;
    this.#exchanges = exchanges;
    this.#server = new RemotingServer({
      protocol: createRocketMQProtocol(protocol),
      runtime,
      onRequest: (request, peer) => this.#answer(request, peer),
      onError: (error, request) => (request.isOneway ? undefined : failure(error)),
    });
    this.#watching.add(this.#server.peers$.subscribe((peers) => this.#notice(peers)));
  }

  get peers(): readonly ClientPeer[] {
    return this.#peers;
  }

  /** From now on requests are answered so. Before, every request is refused as unknown. */
  serve(service: RequestService): void {
    this.#service = service;
  }

  /** Cold; see {@link RemotingServer.listen}. */
  listen(endpoint: Endpoint): Single<Endpoint> {
    return this.#server.listen(this.#listen, endpoint);
  }

  /** Hangs up on everybody; emits when the port is free. Starts when called. */
  close(): Single<void> {
    return startNow(
      this.#server.close().pipe(
        tap(() => {
          this.#watching.unsubscribe();
          this.#notice([]);
        }),
      ),
    );
  }

  #notice(peers: readonly ClientPeer[]): void {
    const present = new Set(peers);
    const gone = this.#peers.filter((peer) => !present.has(peer));
    this.#peers = peers;
    for (const peer of gone) this.#service.onPeerGone?.(peer);
  }

  #answer(request: RemotingCommand, peer: ClientPeer): Answer<RemotingCommand> {
    try {
      const { requests, guard } = this.#service;
      guard?.(request, peer);
      const handler = requests[request.code] ?? unknownRequest;
      const answer = handler(request, peer);
      return isObservable(answer)
        ? answer.pipe(
            catchError((error: unknown) => of(this.#fail(error, request, peer))),
            tap((late) => this.#tell(request, peer, late)),
          )
        : this.#tell(request, peer, answer ?? undefined);
    } catch (error) {
      return this.#tell(request, peer, this.#fail(error, request, peer));
    }
  }

  #fail(error: unknown, request: RemotingCommand, peer: ClientPeer): RemotingCommand {
    if (!(error instanceof Refusal))
      this.#logger.warn('A request could not be served', {
        server: this.#name,
        client: peer.address,
        request: requestCodeName(request.code),
        reason: String(error),
      });
    return failure(error);
  }

  /** The answer that leaves: none for a oneway request. */
  #tell(
    request: RemotingCommand,
    peer: ClientPeer,
    made: RemotingCommand | undefined,
  ): RemotingCommand | undefined {
    const answer = request.isOneway ? undefined : made;
    if (this.#exchanges.observed)
      this.#exchanges.next({ server: this.#name, client: peer.address, request, answer });
    return answer;
  }
}

const unknownRequest: RequestHandler = ({ code }) => {
  throw new Refusal(ResponseCode.REQUEST_CODE_NOT_SUPPORTED, ` request type ${code} not supported`);
};

function failure(error: unknown): RemotingCommand {
  if (error instanceof Refusal) {
    const answer = createResponse(error.code, { remark: error.message });
    return error.fields === undefined ? answer : answer.withExtFields(error.fields);
  }
  const code =
    error instanceof TooManyPendingRequestsError ? ResponseCode.SYSTEM_BUSY : ResponseCode.SYSTEM_ERROR;
  return createResponse(code, { remark: String(error) });
}
