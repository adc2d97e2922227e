import type { RemotingCommand } from '../../protocol/remoting-command.js';
import type { ConnectionHandler } from '../../remoting/connection-handler.js';

/**
 * Names the namespace in every request (wire.md section 2.7, Java `NamespaceRpcHook`). Servers before 5.0 ignore it. To stand
 * before the signing handler.
 */
export function createNamespaceHandler(
  namespace: string,
): ConnectionHandler<RemotingCommand, RemotingCommand> {
  const fields = { ns: namespace, nsd: 'true' };
  return {
    name: 'namespace',
    onWrite: (request) => (request.isResponse ? undefined : request.withExtFields(fields)),
  };
}
