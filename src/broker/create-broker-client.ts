import { isObservable, type Observable } from 'rxjs';
import { oneOf, text } from '../internal/options.js';
import type { Single } from '../internal/single.js';
import { LanguageCode } from '../protocol/language-code.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import { createRocketMQProtocol } from '../protocol/rocketmq-protocol.js';
import {
  createRemotingClient,
  type CreateRemotingClientOptions,
} from '../remoting/create-remoting-client.js';
import type { RemotingClient } from '../remoting/remoting-client.js';
import type { Endpoint } from '../transport/endpoint.js';
import { createRuntime } from '../runtime/runtime.js';
import { BrokerClient } from './broker-client.js';
import { commandHandlers } from './handlers/command-handlers.js';
import type { Credentials } from './handlers/credentials.js';
import { checkCredentials, CurrentCredentials } from './handlers/current-credentials.js';

/** What a broker client for tools is made of. Nothing is needed. */
export interface CreateBrokerClientOptions extends Omit<
  CreateRemotingClientOptions<RemotingCommand, RemotingCommand>,
  'protocol'
> {
  /** How request headers are written. Default `json`, which every server and code takes. */
  readonly serialize?: 'json' | 'binary';
  /** The language named in every header. Default `OTHER`, which all brokers know. */
  readonly language?: 'OTHER' | 'NODE_JS';
  /** Signs every request, as `credentials` of a client. A stream may change them at any time. Default: unsigned. */
  readonly credentials?: Credentials | Observable<Credentials>;
  /** Named in every request, as `namespace` of a client. Default: none. */
  readonly namespace?: string;
}

/** Typed calls to one broker over a connection of their own. */
export class DirectBrokerClient extends BrokerClient {
  /** The connection: its state, metrics, and what the broker asks. */
  readonly remoting: RemotingClient<RemotingCommand, RemotingCommand>;

  readonly #credentials: CurrentCredentials | undefined;

  /** @internal */
  constructor(
    remoting: RemotingClient<RemotingCommand, RemotingCommand>,
    requestTimeoutMs: number,
    credentials: CurrentCredentials | undefined,
  ) {
    super(remoting, requestTimeoutMs);
    this.remoting = remoting;
    this.#credentials = credentials;
  }

  /** Hangs up, and lets go of a stream of credentials. Starts when called; later calls join the first. */
  close(): Single<void> {
    this.#credentials?.close();
    return this.remoting.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close().then(() => undefined);
  }
}

/**
 * A client of one broker for tools: no routes, no heartbeats, no retries. It connects when it is first used.
 *
 * ```ts
 * await using broker = createBrokerClient('10.0.0.1:10911');
 * const { offsetTable } = await broker.topics.statistics('orders');
 * ```
 *
 * @param endpoint - `host:port`, or its parts
 * @throws {InvalidArgumentError} for an address or option that is not allowed
 */
export function createBrokerClient(
  endpoint: string | Endpoint,
  options: CreateBrokerClientOptions = {},
): DirectBrokerClient {
  const { serialize = 'json', language = 'OTHER', credentials, namespace, handlers, ...settings } = options;
  const protocol = createRocketMQProtocol({
    serialize: oneOf('json', 'binary')(serialize, 'serialize'),
    language: LanguageCode[oneOf('OTHER', 'NODE_JS')(language, 'language')],
  });
  if (credentials !== undefined && !isObservable(credentials)) checkCredentials(credentials, 'credentials');
  let current: CurrentCredentials | undefined;
  const chain = commandHandlers(
    handlers ?? [],
    namespace === undefined ? undefined : text(namespace, 'namespace'),
    credentials && (() => current!.get()),
  );
  const remoting = createRemotingClient(endpoint, { ...settings, protocol, handlers: chain });
  // Last: nobody would let go of the stream if something before it threw.
  if (credentials !== undefined)
    current = new CurrentCredentials(credentials, createRuntime(settings.runtime).logger);
  return new DirectBrokerClient(remoting, remoting.options.requestTimeoutMs, current);
}
