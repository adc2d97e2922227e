import { expect } from 'chai';
import { receiptsOf } from '../../../src/producer/batch/receipts-of.js';
import type { PreparedMessage } from '../../../src/sending/prepared-message.js';
import type { SendReceipt } from '../../../src/sending/send-receipt.js';

const receipt = (offsetMessageId: string): SendReceipt => ({
  messageId: 'a',
  offsetMessageId,
  queue: { topic: 'orders', brokerName: 'broker-a', queueId: 3 },
  queueOffset: 41,
  status: 'flush-disk-timeout',
  recallHandle: undefined,
});

const messages = ['a', 'b', 'c'].map((messageId) => ({ messageId }) as PreparedMessage);

describe('receiptsOf', () => {
  it('gives each message its id, its place and the status of all', () => {
    expect(receiptsOf(receipt('x,y,z'), messages)).to.deep.equal(
      ['x', 'y', 'z'].map((offsetMessageId, index) =>
        Object.assign(receipt(offsetMessageId), {
          messageId: messages[index]?.messageId,
          queueOffset: 41 + index,
        }),
      ),
    );
  });

  it('gives all the offset id of the record when the broker has stored the batch as one', () => {
    const ids = receiptsOf(receipt('x'), messages).map(({ offsetMessageId }) => offsetMessageId);
    expect(ids).to.deep.equal(['x', 'x', 'x']);
  });
});
