import { DecodeError } from '../../errors/protocol-error.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { Refusal } from '../server/refusal.js';
import type { AccessPermission } from './access-control-options.js';
import type { Account } from './account.js';
import { authNeedsOf } from './auth-needs.js';
import type { Need } from './need.js';

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
  accounts: ReadonlyMap<string, Account>,
  request: RemotingCommand,
  ip: string,
  clusterName: string,
): void {
  const accessKey = request.extFields?.['AccessKey'] ?? '';
  if (accessKey === '') throw refused('username cannot be null.');
  const account = accounts.get(accessKey);
  if (account === undefined) throw refused(`User:${accessKey} is not found.`);
  const isOld = request.version <= version493;
  if (!account.hasSigned(request, (field) => !isOld || field !== uniqueKeyQuery))
    throw refused('check signature failed.');
  if (account.isAdmin) return;
  for (const need of needsOf(request, clusterName)) {
    const reason = objection(account, need);
    if (reason !== undefined)
      throw refused(
        `User:${accessKey} has no permission to access ${need.kind}:${need.name} from ${ip}, ${reason}`,
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

/** Why the account may not; undefined when it may. What is named but fits no action leaves it to the default. */
function objection(account: Account, need: Need): string | undefined {
  const permission = [account.named(need), account.default(need)].find((each) => decides(each, need));
  if (permission === undefined) return 'no matched policies.';
  return permission === 'DENY' ? 'the decision is deny.' : undefined;
}

/** A permission to publish says nothing about subscribing; `DENY` is about everything. */
function decides(permission: AccessPermission | undefined, { actions }: Need): boolean {
  return permission === 'DENY' || actions.some((action) => permission?.split('|').includes(action));
}

const refused = (remark: string): Refusal => new Refusal(ResponseCode.NO_PERMISSION, remark);
