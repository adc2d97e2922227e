import type { RemotingCommand } from '../../protocol/remoting-command.js';
import type { ConnectionHandler } from '../../remoting/connection-handler.js';
import type { Credentials } from './credentials.js';
import { createNamespaceHandler } from './namespace-handler.js';
import { createSigningHandler } from './signing-handler.js';

type CommandHandler = ConnectionHandler<RemotingCommand, RemotingCommand>;

/**
 * What every command passes on its way out: the user's own handlers, then the namespace, and the signature of all that as the last.
 *
 * @param credentials - as of {@link createSigningHandler}; undefined: nothing is signed
 */
export function commandHandlers(
  handlers: readonly CommandHandler[],
  namespace: string | undefined,
  credentials: (() => Credentials) | undefined,
): readonly CommandHandler[] {
  return [
    ...handlers,
    ...(namespace === undefined ? [] : [createNamespaceHandler(namespace)]),
    ...(credentials === undefined ? [] : [createSigningHandler(credentials)]),
  ];
}
