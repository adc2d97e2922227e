import type { SendStatus } from '../broker/calls/send-message.js';
import { brokerErrorFrom } from '../errors/broker-code-table.js';
import { RequestCode } from '../protocol/request-code.js';
import { ResponseCode } from '../protocol/response-code.js';

const codeOf: Readonly<Record<SendStatus, number>> = {
  ok: ResponseCode.SUCCESS,
  'flush-disk-timeout': ResponseCode.FLUSH_DISK_TIMEOUT,
  'flush-slave-timeout': ResponseCode.FLUSH_SLAVE_TIMEOUT,
  'slave-not-available': ResponseCode.SLAVE_NOT_AVAILABLE,
};

/**
 * Refuses an answer that is less than what the sender requires, although the master has the message.
 *
 * @throws {DurabilityError}
 */
export function assertDurable(
  status: SendStatus,
  required: readonly SendStatus[] | undefined,
  address: string,
): void {
  if (required === undefined || required.includes(status)) return;
  throw brokerErrorFrom(codeOf[status], { address, requestCode: RequestCode.SEND_MESSAGE_V2 });
}
