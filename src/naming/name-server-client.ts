import { catchError, defer, map, type Observable, throwError } from 'rxjs';
import { brokerErrorFrom } from '../errors/broker-code-table.js';
import { NameServersUnreachableError, TopicNotFoundError } from '../errors/route-error.js';
import { RemotingError } from '../errors/remoting-error.js';
import { TransportError } from '../errors/transport-error.js';
import { decodeTopicRouteData } from '../protocol/bodies/topic-route-data.js';
import { GetRouteInfoRequestHeader } from '../protocol/headers/get-route-info.js';
import { createRequest, type RemotingCommand } from '../protocol/remoting-command.js';
import { RequestCode } from '../protocol/request-code.js';
import { ResponseCode } from '../protocol/response-code.js';
import type { ConnectionPool } from '../remoting/connection-pool.js';
import type { Runtime } from '../runtime/runtime.js';
import { TopicRoute } from './topic-route.js';

interface FailedAttempt {
  readonly address: string;
  readonly error: unknown;
}

/**
 * Asks name servers. Keeps to one until it fails, then goes on to the next within the same deadline; an attempt gets an
 * equal share of what is left, so that a server that hangs leaves time for the others.
 *
 * Java walks the list only from call to call since 5.3 (behaviour.md 1.2); within the call is what users expect.
 */
export class NameServerClient {
  readonly #addresses: readonly string[];
  readonly #pool: ConnectionPool<RemotingCommand, RemotingCommand>;
  readonly #runtime: Runtime;
  readonly #timeoutMs: number;
  #current: number;

  constructor(
    addresses: readonly string[],
    pool: ConnectionPool<RemotingCommand, RemotingCommand>,
    timeoutMs: number,
    runtime: Runtime,
  ) {
    this.#addresses = addresses;
    this.#pool = pool;
    this.#timeoutMs = timeoutMs;
    this.#runtime = runtime;
    this.#current = Math.floor(runtime.random() * addresses.length);
  }

  /**
   * The route of a topic, asked anew. Cold. Errs with {@link TopicNotFoundError}, {@link NameServersUnreachableError}, or what
   * the server answered.
   */
  route(topic: string): Observable<TopicRoute> {
    const request = createRequest(RequestCode.GET_ROUTEINFO_BY_TOPIC, GetRouteInfoRequestHeader, {
      topic,
      acceptStandardJsonOnly: true,
    });
    return this.#ask(request).pipe(
      map(({ code, remark, body }) => {
        if (code === ResponseCode.SUCCESS && body !== undefined)
          return new TopicRoute(topic, decodeTopicRouteData(body));
        if (code === ResponseCode.TOPIC_NOT_EXIST) throw new TopicNotFoundError(topic);
        throw brokerErrorFrom(code, { remark, topic, requestCode: request.code });
      }),
    );
  }

  #ask(request: RemotingCommand): Observable<RemotingCommand> {
    return defer(() => this.#try(request, this.#runtime.now() + this.#timeoutMs, this.#current, []));
  }

  /** `index` is this question's own: others may move on meanwhile. */
  #try(
    request: RemotingCommand,
    deadline: number,
    index: number,
    failed: readonly FailedAttempt[],
  ): Observable<RemotingCommand> {
    const untried = this.#addresses.length - failed.length;
    const remainingMs = deadline - this.#runtime.now();
    if (untried === 0 || remainingMs <= 0)
      return throwError(() => new NameServersUnreachableError(failed, { requestCode: request.code }));
    const address = this.#addresses[index]!;
    const next = (index + 1) % this.#addresses.length;
    return this.#pool
      .get(address)
      .invoke(request, { timeoutMs: Math.max(1, Math.floor(remainingMs / untried)) })
      .pipe(
        catchError((error: unknown) => {
          if (!(error instanceof TransportError || error instanceof RemotingError)) throw error;
          if (this.#current === index) this.#current = next;
          return this.#try(request, deadline, next, [...failed, { address, error }]);
        }),
      );
  }
}
