import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { Refusal } from '../server/refusal.js';
import type { AccessStore } from './access-store.js';

const { SYSTEM_ERROR, NO_PERMISSION, INVALID_PARAMETER } = ResponseCode;

/** What the stores of users and policies say no to. */
export const refused = (remark: string): Refusal => new Refusal(NO_PERMISSION, remark);

export const illegal = (remark: string): Refusal => new Refusal(INVALID_PARAMETER, remark);

export const failed = (remark = 'An system error occurred, please try again later.'): Refusal =>
  new Refusal(SYSTEM_ERROR, remark);

/**
 * The store of a broker that has one: those that check nobody have none, and fail.
 *
 * @throws {Refusal}
 */
export function configured(store: AccessStore | undefined, remark?: string): AccessStore {
  if (store === undefined) throw failed(remark);
  return store;
}

/** Whoever asks is not a super user. Without a name nobody checks who it is. */
export function isNoSuperUser(store: AccessStore | undefined, { extFields }: RemotingCommand): boolean {
  const accessKey = extFields?.['AccessKey'] ?? '';
  return accessKey !== '' && store?.user(accessKey)?.isSuper !== true;
}
