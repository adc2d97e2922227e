import type { PreparedMessage } from '../../sending/prepared-message.js';
import type { SendReceipt } from '../../sending/send-receipt.js';

/** The receipts of the messages of a request: its offset ids are a list with commas, its queue offset is that of the first. */
export function receiptsOf(receipt: SendReceipt, messages: readonly PreparedMessage[]): SendReceipt[] {
  const { queue, queueOffset, status, recallHandle } = receipt;
  const offsetMessageIds = receipt.offsetMessageId.split(',');
  return messages.map(({ messageId }, index) => ({
    messageId,
    // One for all when the broker has stored the batch as one record.
    offsetMessageId: offsetMessageIds[index] ?? offsetMessageIds[0]!,
    queue,
    queueOffset: queueOffset + index,
    status,
    recallHandle,
  }));
}
