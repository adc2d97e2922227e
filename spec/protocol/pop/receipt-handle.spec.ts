import { expect } from 'chai';
import fc from 'fast-check';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import {
  formatReceiptHandle,
  isOrderedHandle,
  parseReceiptHandle,
  type ReceiptHandle,
  renewReceiptHandle,
} from '../../../src/protocol/pop/receipt-handle.js';
import { popTopic, type RetryMark } from '../../../src/protocol/pop/retry-mark.js';
import { goldenFrames, vectors } from '../support/golden.js';

interface HandleVector extends Omit<ReceiptHandle, 'retryMark'> {
  readonly handle: string;
  readonly realTopic: string;
}

const handles = (vectors('pop-handle') as HandleVector[]).filter(({ handle }) => handle !== undefined);

const anyHandle = fc.record({
  startOffset: fc.maxSafeNat(),
  popTime: fc.maxSafeNat(),
  invisibleTime: fc.maxSafeNat(),
  reviveQid: fc.nat(),
  retryMark: fc.constantFrom<RetryMark>(0, 1, 2),
  brokerName: fc.stringMatching(/^[\w-]+$/),
  queueId: fc.nat(),
  queueOffset: fc.maxSafeNat(),
});

describe('parseReceiptHandle', () => {
  it('reads what Java writes, and writes the same', () => {
    expect(handles).to.not.be.empty;
    for (const { handle, realTopic, ...expected } of handles) {
      const parsed = parseReceiptHandle(handle);
      const { startOffset, popTime, invisibleTime, reviveQid, brokerName, queueId, queueOffset } = expected;
      expect(parsed).to.include({
        startOffset,
        popTime,
        invisibleTime,
        reviveQid,
        brokerName,
        queueId,
        queueOffset,
      });
      expect(popTopic('T', 'G', parsed.retryMark)).to.equal(realTopic);
      expect(formatReceiptHandle(parsed)).to.equal(handle);
    }
  });

  it('reads every recorded handle, and writes the same', () => {
    const recorded = goldenFrames.flatMap(({ header }) => header.extFields?.['extraInfo'] ?? []);
    expect(recorded).to.not.be.empty;
    for (const handle of recorded) expect(formatReceiptHandle(parseReceiptHandle(handle))).to.equal(handle);
  });

  it('reads back what was written', () => {
    fc.assert(
      fc.property(anyHandle, (handle) => {
        expect(parseReceiptHandle(formatReceiptHandle(handle))).to.deep.equal(handle);
      }),
    );
  });

  it('refuses anything else with a typed error', () => {
    const wrong = [
      '',
      '1 2 3',
      '1 2 3 4 3 b 6 7',
      '1 2 3 4 0 b 6 x',
      '1 2 3 4 0 b 6 7 8',
      '1 2 3 4 0 b 6 99999999999999999999',
    ];
    for (const text of wrong) expect(() => parseReceiptHandle(text), text).to.throw(DecodeError);
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseReceiptHandle(text);
        } catch (error) {
          expect(error).to.be.instanceOf(DecodeError);
        }
      }),
    );
  });
});

describe('renewReceiptHandle', () => {
  it('makes the message the first of its checkpoint', () => {
    const old = parseReceiptHandle('100 1700000000000 60000 3 1 broker-a 2 105');
    const answer = { popTime: 1_700_000_000_500, invisibleTime: 30_000, reviveQid: 4 };
    expect(formatReceiptHandle(renewReceiptHandle(old, answer))).to.equal(
      '105 1700000000500 30000 4 1 broker-a 2 105',
    );
  });
});

describe('isOrderedHandle', () => {
  it('is about the revive queue 999', () => {
    expect(isOrderedHandle(parseReceiptHandle('0 1 2 999 0 b 0 0'))).to.equal(true);
    expect(isOrderedHandle(parseReceiptHandle('0 1 2 7 0 b 0 0'))).to.equal(false);
  });
});
