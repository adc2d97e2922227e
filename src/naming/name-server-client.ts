import { catchError, concatMap, defer, map, type Observable, throwError, throwIfEmpty, timeout } from 'rxjs';
import { brokerErrorFrom } from '../errors/broker-code-table.js';
import { NameServersUnreachableError, TopicNotFoundError } from '../errors/route-error.js';
import { RemotingError } from '../errors/remoting-error.js';
import { TransportError } from '../errors/transport-error.js';
import { ClosedError } from '../errors/usage-error.js';
import type { ClusterInfo } from '../protocol/bodies/cluster-info.js';
import type { TopicList } from '../protocol/bodies/topic-list.js';
import { decodeTopicRouteData, type TopicRouteData } from '../protocol/bodies/topic-route-data.js';
import { GetRouteInfoRequestHeader } from '../protocol/headers/get-route-info.js';
import { createRequest, type RemotingCommand } from '../protocol/remoting-command.js';
import { RequestCode } from '../protocol/request-code.js';
import { ResponseCode } from '../protocol/response-code.js';
import type { ConnectionPool } from '../remoting/connection-pool.js';
import type { Runtime } from '../runtime/runtime.js';
import { AddWritePermission, ReadClusterInfo, WipeWritePermission } from './calls/cluster.js';
import { DeleteConfigValue, PutConfigValue, ReadConfigValue, ReadConfigValues } from './calls/kv-config.js';
import { ClusterTopicNames, ForgetTopic, SystemTopicNames, TopicNames } from './calls/topic-names.js';
import type { NameServerList } from './name-server-list.js';
import { onEachServer } from './on-each-server.js';
import type { ServerCall } from './server-call.js';
import { TopicRoute } from './topic-route.js';

/** What to make of an answer, and of whose it is. */
type Read<T> = (answer: RemotingCommand, address: string) => T;

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
  readonly #servers: NameServerList;
  readonly #pool: ConnectionPool<RemotingCommand, RemotingCommand>;
  readonly #runtime: Runtime;
  readonly #timeoutMs: number;
  /** The one that answered last. */
  #preferred: string | undefined;

  constructor(
    servers: NameServerList,
    pool: ConnectionPool<RemotingCommand, RemotingCommand>,
    timeoutMs: number,
    runtime: Runtime,
  ) {
    this.#servers = servers;
    this.#pool = pool;
    this.#timeoutMs = timeoutMs;
    this.#runtime = runtime;
  }

  /**
   * The route of a topic, asked anew. Cold. Errs with {@link TopicNotFoundError}, {@link NameServersUnreachableError}, or what
   * the server answered.
   */
  route(topic: string): Observable<TopicRoute> {
    return this.routeData(topic).pipe(map((data) => new TopicRoute(topic, data)));
  }

  /** The same as the server has it. */
  routeData(topic: string): Observable<TopicRouteData> {
    const request = createRequest(RequestCode.GET_ROUTEINFO_BY_TOPIC, GetRouteInfoRequestHeader, {
      topic,
      acceptStandardJsonOnly: true,
    });
    return this.#ask(request, ({ code, remark, body }, address) => {
      if (code === ResponseCode.SUCCESS && body !== undefined) return decodeTopicRouteData(body);
      if (code === ResponseCode.TOPIC_NOT_EXIST) throw new TopicNotFoundError(topic);
      throw brokerErrorFrom(code, { remark, topic, address, requestCode: request.code });
    });
  }

  /** All brokers. Cold, as everything here; errs with {@link NameServersUnreachableError}, or what the server answered. */
  clusterInfo(): Observable<ClusterInfo> {
    return this.call(ReadClusterInfo, undefined);
  }

  /** Every topic, or those of one cluster; retry topics and those of brokers included. */
  topicNames(cluster?: string): Observable<readonly string[]> {
    return cluster === undefined ? this.call(TopicNames, undefined) : this.call(ClusterTopicNames, cluster);
  }

  /** Names of clusters and brokers, which are topics too, and the address of a broker to ask for more. */
  systemTopicNames(): Observable<TopicList> {
    return this.call(SystemTopicNames, undefined);
  }

  /** At every name server, as all that changes something: they do not tell each other. Errs with {@link AdminFailedError}. */
  forgetTopic(topic: string, clusterName?: string): Observable<void> {
    return this.callEach(`make name servers forget topic ${topic}`, ForgetTopic, { topic, clusterName }).pipe(
      nothing,
    );
  }

  /** A stored value; undefined when there is none. */
  configValue(namespace: string, key: string): Observable<string | undefined> {
    return this.call(ReadConfigValue, { namespace, key });
  }

  /** Every stored value of a namespace. */
  configValues(namespace: string): Observable<Readonly<Record<string, string>>> {
    return this.call(ReadConfigValues, namespace);
  }

  /** Stores a value at every name server. */
  putConfigValue(namespace: string, key: string, value: string): Observable<void> {
    const operation = `store ${namespace}.${key}`;
    return this.callEach(operation, PutConfigValue, { namespace, key, value }).pipe(nothing);
  }

  /** Removes a value from every name server. */
  deleteConfigValue(namespace: string, key: string): Observable<void> {
    return this.callEach(`remove ${namespace}.${key}`, DeleteConfigValue, { namespace, key }).pipe(nothing);
  }

  /** Takes the write permission of a broker away, at every name server; emits how many topics that concerned at each. */
  wipeWritePermission(brokerName: string): Observable<number[]> {
    return this.callEach(`take write permission from ${brokerName}`, WipeWritePermission, brokerName);
  }

  /** Makes all topics of a broker readable and writable, at every name server; emits how many topics that concerned at each. */
  addWritePermission(brokerName: string): Observable<number[]> {
    return this.callEach(`give write permission to ${brokerName}`, AddWritePermission, brokerName);
  }

  /** Any call, to one name server: the next of them when it cannot be reached. */
  call<Input, Output>(call: ServerCall<Input, Output>, input: Input): Observable<Output> {
    const request = call.encode(input);
    return this.#ask(request, (answer, address) =>
      call.decode(answer, { address, requestCode: request.code }),
    );
  }

  /**
   * Any call, to every name server. Emits once what each answered; errs with {@link AdminFailedError} when one failed.
   *
   * @param operation - for the error, such as `delete topic orders`
   */
  callEach<Input, Output>(
    operation: string,
    call: ServerCall<Input, Output>,
    input: Input,
  ): Observable<Output[]> {
    const request = call.encode(input);
    const askOne = ({ address }: { readonly address: string }): Observable<Output> =>
      this.#pool
        .get(address)
        .invoke(request, { timeoutMs: this.#timeoutMs }, (answer) =>
          call.decode(answer, { address, requestCode: request.code }),
        );
    return defer(() => this.#known(request)).pipe(
      map((addresses) => addresses.map((address) => ({ address }))),
      concatMap((servers) => onEachServer(operation, servers, askOne)),
    );
  }

  #ask<T>(request: RemotingCommand, read: Read<T>): Observable<T> {
    return defer(() => {
      const deadline = this.#runtime.now() + this.#timeoutMs;
      return this.#known(request).pipe(
        concatMap((addresses) => this.#try(request, read, deadline, this.#inTurn(addresses), [])),
      );
    });
  }

  /** The addresses; a stream of them gets as long as an answer to emit the first. There are none after the end of the client. */
  #known(request: RemotingCommand): Observable<readonly string[]> {
    return this.#servers.first$.pipe(
      throwIfEmpty(() => new ClosedError('client')),
      timeout({
        first: this.#timeoutMs,
        scheduler: this.#runtime.scheduler,
        with: () => throwError(() => new NameServersUnreachableError([], { requestCode: request.code })),
      }),
    );
  }

  /** The preferred one first, then those behind it; nobody has been preferred at first. */
  #inTurn(addresses: readonly string[]): readonly string[] {
    const known = this.#preferred === undefined ? -1 : addresses.indexOf(this.#preferred);
    const first = known >= 0 ? known : Math.floor(this.#runtime.random() * addresses.length);
    const turn = [...addresses.slice(first), ...addresses.slice(0, first)];
    this.#preferred = turn[0];
    return turn;
  }

  #try<T>(
    request: RemotingCommand,
    read: Read<T>,
    deadline: number,
    [address, ...others]: readonly string[],
    failed: readonly FailedAttempt[],
  ): Observable<T> {
    const remainingMs = deadline - this.#runtime.now();
    if (address === undefined || remainingMs <= 0)
      return throwError(() => new NameServersUnreachableError(failed, { requestCode: request.code }));
    const timeoutMs = Math.max(1, Math.floor(remainingMs / (others.length + 1)));
    return this.#pool
      .get(address)
      .invoke(request, { timeoutMs }, (answer) => read(answer, address))
      .pipe(
        catchError((error: unknown) => {
          if (!(error instanceof TransportError || error instanceof RemotingError)) throw error;
          // Others may have moved on meanwhile.
          if (this.#preferred === address) this.#preferred = others[0];
          return this.#try(request, read, deadline, others, [...failed, { address, error }]);
        }),
      );
  }
}

const nothing = map((): void => undefined);
