import { DecodeError } from '../../errors/protocol-error.js';
import type { PopMessageResponseHeader } from '../headers/pop-message.js';
import { parseMsgOffsetInfo, parseStartOffsetInfo, type PopQueue } from './offset-info.js';
import { parseReceiptHandle, type ReceiptHandle } from './receipt-handle.js';
import { retryMarkOf } from './retry-mark.js';

/** What has to be known of a popped message: fields of its record. */
export interface PoppedMessage {
  readonly topic: string;
  readonly queueId: number;
  readonly queueOffset: number;
  /** The handle that the broker put into a message that came back, property `POP_CK`. */
  readonly handle?: string | undefined;
}

/**
 * The receipt handles of the messages in a pop's answer, in their order (wire.md section 5.8, Java
 * `MQClientAPIImpl#processPopResponse`).
 *
 * The k-th message of a queue has the k-th offset of that queue in `msgOffsetInfo`. Very old brokers send no `startOffsetInfo`:
 * then the first message of a queue gives the start offset, and each its own.
 *
 * @throws {DecodeError} when the header does not speak of a message, or one of its strings cannot be read
 */
export function receiptHandlesOf(
  header: PopMessageResponseHeader,
  brokerName: string,
  messages: readonly PoppedMessage[],
): ReceiptHandle[] {
  const { popTime, invisibleTime, reviveQid } = header;
  const starts = new Map(
    parseStartOffsetInfo(header.startOffsetInfo).map((each) => [keyOf(each), each.startOffset]),
  );
  const offsets = new Map(
    parseMsgOffsetInfo(header.msgOffsetInfo).map((each) => [keyOf(each), each.offsets]),
  );
  const isSilent = starts.size === 0;
  const seen = new Map<string, number>();
  return messages.map(({ topic, queueId, queueOffset, handle }) => {
    const inside = handle === undefined ? undefined : parseReceiptHandle(handle);
    const retryMark = inside?.retryMark ?? retryMarkOf(topic);
    const key = keyOf({ retryMark, queueId });
    const index = seen.get(key) ?? 0;
    seen.set(key, index + 1);
    if (inside !== undefined) return inside;
    if (isSilent && index === 0) starts.set(key, queueOffset);
    const startOffset = starts.get(key);
    const offset = isSilent ? queueOffset : offsets.get(key)?.[index];
    if (startOffset === undefined || offset === undefined)
      throw new DecodeError('PopMessageResponseHeader', 'it does not speak of a message in the body');
    return {
      startOffset,
      popTime,
      invisibleTime,
      reviveQid,
      retryMark,
      brokerName,
      queueId,
      queueOffset: offset,
    };
  });
}

function keyOf({ retryMark, queueId }: PopQueue): string {
  return `${retryMark}@${queueId}`;
}
