import { DecodeError } from '../../errors/protocol-error.js';
import { orderedReviveQueueId } from '../headers/pop-message.js';
import { parseInteger } from './integer-text.js';
import { parseRetryMark, type RetryMark } from './retry-mark.js';

/**
 * By what a popped message is acknowledged: property `POP_CK`, field `extraInfo` (wire.md section 5.8, Java `ExtraInfoUtil`).
 *
 * Eight items with single spaces between them, in the order of the fields here:
 * `100 1700000000000 60000 3 0 broker-a 2 103`.
 */
export interface ReceiptHandle {
  /** First offset of the batch that the message came in; with the next four it names the checkpoint. */
  readonly startOffset: number;
  /** Milliseconds since the epoch, by the broker's clock. */
  readonly popTime: number;
  /** Milliseconds. */
  readonly invisibleTime: number;
  readonly reviveQid: number;
  readonly retryMark: RetryMark;
  readonly brokerName: string;
  readonly queueId: number;
  /** Of the message itself. */
  readonly queueOffset: number;
}

const subject = 'the receipt handle';

/** @throws {DecodeError} */
export function parseReceiptHandle(text: string): ReceiptHandle {
  const parts = text.split(' ');
  if (parts.length !== 8) throw new DecodeError(subject, `it has ${parts.length} parts in place of 8`);
  const [startOffset, popTime, invisibleTime, reviveQid, mark, brokerName, queueId, queueOffset] = parts;
  return {
    startOffset: parseInteger(startOffset, subject, 'start offset'),
    popTime: parseInteger(popTime, subject, 'pop time'),
    invisibleTime: parseInteger(invisibleTime, subject, 'invisible time'),
    reviveQid: parseInteger(reviveQid, subject, 'revive queue id'),
    retryMark: parseRetryMark(mark, subject),
    brokerName: brokerName ?? '',
    queueId: parseInteger(queueId, subject, 'queue id'),
    queueOffset: parseInteger(queueOffset, subject, 'queue offset'),
  };
}

export function formatReceiptHandle(handle: ReceiptHandle): string {
  const { startOffset, popTime, invisibleTime, reviveQid, retryMark, brokerName, queueId, queueOffset } =
    handle;
  return `${startOffset} ${popTime} ${invisibleTime} ${reviveQid} ${retryMark} ${brokerName} ${queueId} ${queueOffset}`;
}

/** The handle after CHANGE_MESSAGE_INVISIBLETIME: the message is the only one of its checkpoint from then on. */
export function renewReceiptHandle(
  handle: ReceiptHandle,
  answer: Pick<ReceiptHandle, 'popTime' | 'invisibleTime' | 'reviveQid'>,
): ReceiptHandle {
  const { popTime, invisibleTime, reviveQid } = answer;
  return { ...handle, startOffset: handle.queueOffset, popTime, invisibleTime, reviveQid };
}

/** Popped in order: one batch of a queue at a time. */
export function isOrderedHandle({ reviveQid }: ReceiptHandle): boolean {
  return reviveQid === orderedReviveQueueId;
}
