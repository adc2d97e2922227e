import { DecodeError } from '../../errors/protocol-error.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { Refusal } from '../server/refusal.js';
import type { AccessStore } from './access-store.js';
import { authNeedsOf } from './auth-needs.js';
import type { Need } from './need.js';
import { decisionOf } from './policy.js';

/** Marks queries by unique key. Clients up to 4.9.3 do not sign it. */
const uniqueKeyQuery = '_UNIQUE_KEY_QUERY';
const version493 = 399;

/**
 * Checks a request as the authentication and authorization of 5.3 do.
 *
 * @param ip - the client's
 * @see apache/rocketmq 5.3.3 `auth/…/authentication/chain/DefaultAuthenticationHandler`,
 *   `auth/…/authorization/chain/AclAuthorizationHandler`
 * @throws {Refusal}
 */
export function checkByAuth(
  store: AccessStore,
  request: RemotingCommand,
  ip: string,
  clusterName: string,
): void {
  const username = request.extFields?.['AccessKey'] ?? '';
  if (username === '') throw refused('username cannot be null.');
  const user = store.user(username);
  if (user === undefined) throw refused(`User:${username} is not found.`);
  if (!user.isEnabled) throw refused(`User:${username} is disabled.`);
  const isOld = request.version <= version493;
  if (!user.hasSigned(request, (field) => !isOld || field !== uniqueKeyQuery))
    throw refused('check signature failed.');
  if (user.isSuper) return;
  const policies = store.policies(username) ?? [];
  for (const need of needsOf(request, clusterName)) {
    const decision = decisionOf(policies, need, ip);
    const reason = decision === 'Deny' ? 'the decision is deny.' : 'no matched policies.';
    if (decision !== 'Allow')
      throw refused(
        `User:${username} has no permission to access ${need.kind}:${need.name} from ${ip}, ${reason}`,
      );
  }
}

function needsOf(request: RemotingCommand, clusterName: string): readonly Need[] {
  try {
    return authNeedsOf(request, clusterName);
  } catch (error) {
    if (error instanceof DecodeError) throw refused('parse authorization context error.');
    throw error;
  }
}

const refused = (remark: string): Refusal => new Refusal(ResponseCode.NO_PERMISSION, remark);
