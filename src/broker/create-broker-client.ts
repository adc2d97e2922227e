import { oneOf } from '../internal/options.js';
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
import { BrokerClient } from './broker-client.js';

/** What a broker client for tools is made of. Nothing is needed. */
export interface CreateBrokerClientOptions extends Omit<
  CreateRemotingClientOptions<RemotingCommand, RemotingCommand>,
  'protocol'
> {
  /** How request headers are written. Default `json`, which every server and code takes. */
  readonly serialize?: 'json' | 'binary';
  /** The language named in every header. Default `OTHER`, which all brokers know. */
  readonly language?: 'OTHER' | 'NODE_JS';
}

/** Typed calls to one broker over a connection of their own. */
export class DirectBrokerClient extends BrokerClient {
  /** The connection: its state, metrics, and what the broker asks. */
  readonly remoting: RemotingClient<RemotingCommand, RemotingCommand>;

  /** @internal */
  constructor(remoting: RemotingClient<RemotingCommand, RemotingCommand>, requestTimeoutMs: number) {
    super(remoting, requestTimeoutMs);
    this.remoting = remoting;
  }

  /** Hangs up. Starts when called; later calls join the first. */
  close(): Single<void> {
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
  const { serialize = 'json', language = 'OTHER', ...settings } = options;
  const protocol = createRocketMQProtocol({
    serialize: oneOf('json', 'binary')(serialize, 'serialize'),
    language: LanguageCode[oneOf('OTHER', 'NODE_JS')(language, 'language')],
  });
  const remoting = createRemotingClient(endpoint, { ...settings, protocol });
  return new DirectBrokerClient(remoting, remoting.options.requestTimeoutMs);
}
