import { signatureOf } from '../../protocol/request-signature.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import type { ConnectionHandler } from '../../remoting/connection-handler.js';
import type { Credentials } from './credentials.js';

/**
 * Signs every request that leaves, calls and oneways alike, with the credentials of that moment; replies never (wire.md section
 * 10, Java `AclClientRPCHook`). To be the last outbound handler: what is added after it is not signed.
 *
 * @param credentials - called for every request; may throw when there are none yet
 */
export function createSigningHandler(
  credentials: () => Credentials,
): ConnectionHandler<RemotingCommand, RemotingCommand> {
  return {
    name: 'signing',
    onWrite: (request) => {
      if (request.isResponse) return undefined;
      const { accessKey, secretKey, securityToken } = credentials();
      const known = request.withExtFields({
        AccessKey: accessKey,
        ...(securityToken !== undefined && { SecurityToken: securityToken }),
      });
      return known.withExtFields({ Signature: signatureOf(known, secretKey) });
    },
  };
}
