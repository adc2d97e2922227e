import { expect } from 'chai';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import { decodeFrame } from '../../../src/protocol/frame-codec.js';
import { PopMessageResponseHeader } from '../../../src/protocol/headers/pop-message.js';
import { orderCountOf, parseOrderCountInfo } from '../../../src/protocol/pop/order-count-info.js';
import { formatReceiptHandle } from '../../../src/protocol/pop/receipt-handle.js';
import { type PoppedMessage, receiptHandlesOf } from '../../../src/protocol/pop/receipt-handles-of.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { goldenFrames } from '../support/golden.js';

const header = { popTime: 5, invisibleTime: 60, reviveQid: 3, restNum: 0 };

const write = (info: Partial<PopMessageResponseHeader>, messages: readonly PoppedMessage[]): string[] =>
  receiptHandlesOf({ ...header, ...info }, 'b', messages).map(formatReceiptHandle);

describe('receiptHandlesOf', () => {
  it('makes the handles that the Java client went on to use', () => {
    const used = new Set(goldenFrames.map((frame) => frame.header.extFields?.['extraInfo']));
    const answers = goldenFrames.filter(
      ({ requestCode, messages }) => requestCode === RequestCode.POP_MESSAGE && messages !== undefined,
    );
    const handles = answers.flatMap((frame) =>
      receiptHandlesOf(
        PopMessageResponseHeader.read(decodeFrame(frame.bytes)),
        'broker-a',
        (frame.messages ?? []).map(({ topic, queueId, queueOffset, properties }) => {
          return { topic, queueId, queueOffset, handle: properties['POP_CK'] };
        }),
      ).map(formatReceiptHandle),
    );
    const singly = [...used].filter((handle) => handle !== undefined && handles.includes(handle));
    // All that were acknowledged or hidden anew by the handle they came with.
    expect(singly).to.have.lengthOf.at.least(11);
    expect(new Set(handles).size).to.equal(handles.length);
  });

  it('counts messages of each queue and mark apart', () => {
    const messages = [
      { topic: '%RETRY%G_T', queueId: 0, queueOffset: 1 },
      { topic: 'T', queueId: 0, queueOffset: 7 },
      { topic: 'T', queueId: 1, queueOffset: 3 },
      { topic: 'T', queueId: 0, queueOffset: 9 },
    ];
    const info = { startOffsetInfo: '1 0 1;0 0 7;0 1 3', msgOffsetInfo: '1 0 1;0 0 7,9;0 1 3' };
    expect(write(info, messages)).to.deep.equal([
      '1 5 60 3 1 b 0 1',
      '7 5 60 3 0 b 0 7',
      '3 5 60 3 0 b 1 3',
      '7 5 60 3 0 b 0 9',
    ]);
  });

  it('keeps a handle that came with the message, which counts for its own queue', () => {
    const messages = [
      { topic: 'T', queueId: 0, queueOffset: 1, handle: '1 5 60 3 1 b 0 1' },
      { topic: 'T', queueId: 0, queueOffset: 4 },
    ];
    const info = { startOffsetInfo: '1 0 1;0 0 4', msgOffsetInfo: '1 0 1;0 0 4' };
    expect(write(info, messages)).to.deep.equal(['1 5 60 3 1 b 0 1', '4 5 60 3 0 b 0 4']);
  });

  it('takes the offsets of the messages when the broker does not tell any', () => {
    const messages = [8, 9].map((queueOffset) => ({ topic: 'T', queueId: 2, queueOffset }));
    expect(write({}, messages)).to.deep.equal(['8 5 60 3 0 b 2 8', '8 5 60 3 0 b 2 9']);
  });

  it('refuses a message that the header does not speak of', () => {
    const info = { startOffsetInfo: '0 0 4', msgOffsetInfo: '0 0 4' };
    const strangers = [
      [{ topic: 'T', queueId: 1, queueOffset: 4 }],
      [4, 5].map((queueOffset) => ({ topic: 'T', queueId: 0, queueOffset })),
    ];
    for (const messages of strangers) expect(() => write(info, messages)).to.throw(DecodeError);
  });
});

describe('orderCountOf', () => {
  const counts = parseOrderCountInfo('0 qo0%7 3;0 0 1;1 0 5');
  const countOf = (retryMark: 0 | 1, queueId: number, queueOffset: number): number =>
    orderCountOf(counts, { retryMark, queueId, queueOffset });

  it('prefers what is said of the message to what is said of its queue', () => {
    expect([countOf(0, 0, 7), countOf(0, 0, 8), countOf(1, 0, 7), countOf(0, 1, 7)]).to.deep.equal([
      3, 1, 5, 0,
    ]);
  });
});
