import { commandHandlers } from '../broker/handlers/command-handlers.js';
import type { CurrentCredentials } from '../broker/handlers/current-credentials.js';
import { LanguageCode } from '../protocol/language-code.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import { createRocketMQProtocol } from '../protocol/rocketmq-protocol.js';
import type { LeasedWork } from '../remoting/connection-lease.js';
import { ConnectionPool } from '../remoting/connection-pool.js';
import { RemotingClient } from '../remoting/remoting-client.js';
import { resolveRemotingOptions } from '../remoting/remoting-options.js';
import type { Runtime } from '../runtime/runtime.js';
import { parseEndpoint } from '../transport/endpoint.js';
import { createSocketConnector } from '../transport/socket-connector.js';
import type { ResolvedClientOptions } from './client-options.js';

type CommandClient = RemotingClient<RemotingCommand, RemotingCommand>;

export interface ConnectionPoolParts {
  readonly options: ResolvedClientOptions;
  readonly runtime: Runtime;
  /** Undefined: nothing is signed. */
  readonly credentials: CurrentCredentials | undefined;
  /** Asks a connection that has been idle whether it still works. */
  readonly check: LeasedWork<RemotingCommand, RemotingCommand, unknown>;
  /** Gets every new remoting client, before its first request. */
  readonly attach: (client: CommandClient) => CommandClient;
}

/** The connections of a client, to name servers and brokers alike. */
export function createConnectionPool({
  options: given,
  runtime,
  credentials,
  check,
  attach,
}: ConnectionPoolParts): ConnectionPool<RemotingCommand, RemotingCommand> {
  const { serialize, language, remoting, requestTimeoutMs, interceptors, tls } = given;
  const protocol = createRocketMQProtocol({ serialize, language: LanguageCode[language] });
  const options = resolveRemotingOptions({ requestTimeoutMs, ...remoting });
  const connector =
    given.connector ?? createSocketConnector(tls === false ? undefined : tls, options.transport, runtime);
  const handlers = commandHandlers(given.handlers, given.namespace, credentials && (() => credentials.get()));
  return new ConnectionPool(
    (address) => {
      const endpoint = parseEndpoint(address, 'address');
      return attach(
        new RemotingClient({ endpoint, protocol, connector, options, handlers, interceptors, runtime }),
      );
    },
    { runtime, check, options: given.pool },
  );
}
