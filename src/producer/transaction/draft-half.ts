import { InvalidArgumentError } from '../../errors/usage-error.js';
import type { OutgoingMessage } from '../../message/outgoing-message.js';
import { PropertyKey } from '../../protocol/property-key.js';
import { SysFlag } from '../../protocol/sys-flag.js';
import type { Draft } from '../send-path.js';

/**
 * The first half of a transactional message: stored, but shown to nobody before it is committed. Brokers go by the property; Java sets
 * the flag as well (wire.md 5.2).
 *
 * @throws {InvalidArgumentError} for a delay: brokers would forget it. Java drops it silently
 */
export function draftHalf(
  message: OutgoingMessage,
  messageId: string,
  group: string,
  checkAfterMs: number | undefined,
): Draft {
  if (message?.delay !== undefined)
    throw new InvalidArgumentError('delay', 'left out of a transactional message, which cannot wait twice');
  return {
    message,
    messageId,
    properties: {
      [PropertyKey.TRAN_MSG]: 'true',
      [PropertyKey.PGROUP]: group,
      ...(checkAfterMs !== undefined && {
        [PropertyKey.CHECK_IMMUNITY_TIME_IN_SECONDS]: String(Math.ceil(checkAfterMs / 1000)),
      }),
    },
    sysFlag: SysFlag.TRANSACTION_PREPARED,
  };
}
