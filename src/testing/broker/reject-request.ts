import { ResponseCode } from '../../protocol/response-code.js';
import { Refusal } from '../server/refusal.js';
import type { BrokerServices } from './broker-services.js';

/**
 * Slaves of 5.x do not want some requests at all: sends, and pulls unless slaves may be read (Java
 * `NettyRemotingAbstract#processRequestCommand`, `#rejectRequest` of the processors).
 *
 * @throws {Refusal}
 */
export function rejectOnSlave({ identity }: BrokerServices): void {
  if (identity.brokerId !== 0)
    throw new Refusal(ResponseCode.SYSTEM_BUSY, '[REJECTREQUEST]system busy, start flow control for a while');
}
