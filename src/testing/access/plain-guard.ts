import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { Refusal } from '../server/refusal.js';
import type { AccessPermission } from './access-control-options.js';
import type { Account } from './account.js';
import type { Need } from './need.js';
import { adminCodes, plainNeedsOf } from './plain-needs.js';

const traceTopic = 'RMQ_SYS_TRACE_TOPIC';

/** Marks queries by unique key. Clients sign it from 4.9.4 on; brokers of 4.9 never expected that. */
const uniqueKeyQuery = '_UNIQUE_KEY_QUERY';

/**
 * Checks a request as the plain ACL of 4.9 does.
 *
 * @param ip - the client's
 * @see apache/rocketmq 4.9.7 `acl/…/plain/PlainPermissionManager#validate`
 * @throws {Refusal}
 */
export function checkByPlainAcl(
  accounts: ReadonlyMap<string, Account>,
  request: RemotingCommand,
  ip: string,
): void {
  const accessKey = request.extFields?.['AccessKey'];
  if (accessKey === undefined) throw refused('No accessKey is configured', 'validate', 663);
  const account = accounts.get(accessKey);
  if (account === undefined) throw refused(`No acl config for ${accessKey}`, 'validate', 667);
  if (account.trusts(ip)) return;
  if (!account.hasSigned(request, (field) => field !== uniqueKeyQuery))
    throw refused(`Check signature failed for accessKey=${accessKey}`, 'validate', 683);
  const needs = plainNeedsOf(request);
  // Everybody may report traces.
  if (
    needs.some(({ kind, name, actions }) => kind === 'Topic' && name === traceTopic && actions[0] === 'PUB')
  )
    return;
  checkPermissions(account, request.code, needs);
}

function checkPermissions(account: Account, code: number, needs: readonly Need[]): void {
  if (adminCodes.has(code) && !account.isAdmin)
    throw refused(
      `Need admin permission for request code=${code}, but accessKey=${account.accessKey} is not`,
      'checkPerm',
      580,
    );
  // An administrator who was given permissions by name is held to them.
  if (account.isAdmin && !account.hasOwnPermissions) return;
  for (const need of needs) {
    const named = account.named(need);
    if (!isAllowed(named ?? account.default(need), need))
      throw refused(
        `No default permission for ${need.kind.toLowerCase()}:${need.name}`,
        'checkPerm',
        named === undefined ? 605 : 610,
      );
  }
}

function isAllowed(permission: AccessPermission | undefined, { actions }: Need): boolean {
  return actions.some((action) => permission?.split('|').includes(action));
}

/** The remark of the real one ends with the place in its source. */
function refused(text: string, method: string, line: number): Refusal {
  const manager = 'PlainPermissionManager';
  return new Refusal(
    ResponseCode.SYSTEM_ERROR,
    `org.apache.rocketmq.acl.common.AclException: ${text}, org.apache.rocketmq.acl.plain.${manager}.${method}(${manager}.java:${line})`,
  );
}
