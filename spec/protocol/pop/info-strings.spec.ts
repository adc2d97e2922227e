import { expect } from 'chai';
import fc from 'fast-check';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import {
  formatMsgOffsetInfo,
  formatStartOffsetInfo,
  parseMsgOffsetInfo,
  parseStartOffsetInfo,
} from '../../../src/protocol/pop/offset-info.js';
import { formatOrderCountInfo, parseOrderCountInfo } from '../../../src/protocol/pop/order-count-info.js';
import type { RetryMark } from '../../../src/protocol/pop/retry-mark.js';
import { goldenFrames, vectors } from '../support/golden.js';

interface InfoVector {
  readonly startOffsetInfo?: string;
  readonly msgOffsetInfo?: string;
  readonly orderCountInfo?: string;
  readonly parsed: Readonly<Record<string, unknown>>;
}

type InfoField = Exclude<keyof InfoVector, 'parsed'>;

const infoVectors = vectors('pop-handle') as InfoVector[];

const queue = { retryMark: fc.constantFrom<RetryMark>(0, 1, 2), queueId: fc.nat(100) };
const sameQueue = (each: { retryMark: number; queueId: number }): string =>
  `${each.retryMark}@${each.queueId}`;

/** Java's map of the same: keyed by mark and queue. */
const startOffsets = (info: string) =>
  Object.fromEntries(parseStartOffsetInfo(info).map((each) => [sameQueue(each), each.startOffset]));
const messageOffsets = (info: string) =>
  Object.fromEntries(parseMsgOffsetInfo(info).map((each) => [sameQueue(each), each.offsets]));
const orderCounts = (info: string) =>
  Object.fromEntries(
    parseOrderCountInfo(info).map(({ retryMark, queueId, queueOffset, count }) => [
      `${retryMark}@${queueOffset === undefined ? queueId : `qo${queueId}%${queueOffset}`}`,
      count,
    ]),
  );

const strings: readonly {
  field: InfoField;
  asJava: (info: string) => unknown;
  rewrite: (info: string) => string;
}[] = [
  {
    field: 'startOffsetInfo',
    asJava: startOffsets,
    rewrite: (info) => formatStartOffsetInfo(parseStartOffsetInfo(info)),
  },
  {
    field: 'msgOffsetInfo',
    asJava: messageOffsets,
    rewrite: (info) => formatMsgOffsetInfo(parseMsgOffsetInfo(info)),
  },
  {
    field: 'orderCountInfo',
    asJava: orderCounts,
    rewrite: (info) => formatOrderCountInfo(parseOrderCountInfo(info)),
  },
];

describe('info strings of a pop', () => {
  for (const { field, asJava, rewrite } of strings) {
    describe(field, () => {
      it('is read as Java reads it', () => {
        const vector = infoVectors.find((each) => each[field] !== undefined);
        expect(asJava(vector?.[field] ?? '')).to.deep.equal(vector?.parsed);
      });

      it('is written as it was recorded', () => {
        const recorded = goldenFrames.flatMap(({ header }) => header.extFields?.[field] ?? []);
        expect(recorded).to.not.be.empty;
        for (const info of recorded) expect(rewrite(info)).to.equal(info);
      });

      it('says nothing when it is empty', () => {
        expect(rewrite('')).to.equal('');
        expect(parseStartOffsetInfo(undefined)).to.deep.equal([]);
      });

      it('is refused with a typed error when it is something else', () => {
        for (const info of [
          '0',
          '0 0',
          '0 0 1 2',
          '3 0 1',
          '0 x 1',
          '0 0 x',
          '0 0 1;',
          '0 0 1;0 0 2',
          '0 qox%1 1',
        ])
          expect(() => rewrite(info), info).to.throw(DecodeError);
        fc.assert(
          fc.property(fc.stringMatching(/^[ 0-9;,qo%x]*$/), (info) => {
            try {
              rewrite(info);
            } catch (error) {
              expect(error).to.be.instanceOf(DecodeError);
            }
          }),
        );
      });
    });
  }

  it('are read back as they were written', () => {
    const starts = fc.uniqueArray(fc.record({ ...queue, startOffset: fc.maxSafeNat() }), {
      selector: sameQueue,
    });
    const offsets = fc.array(fc.maxSafeNat(), { minLength: 1 });
    const messages = fc.uniqueArray(fc.record({ ...queue, offsets }), { selector: sameQueue });
    const counts = fc.uniqueArray(
      fc.record(
        { ...queue, count: fc.nat(), queueOffset: fc.maxSafeNat() },
        { requiredKeys: ['retryMark', 'queueId', 'count'] },
      ),
      { selector: (each) => `${sameQueue(each)}@${each.queueOffset}` },
    );
    fc.assert(
      fc.property(starts, messages, counts, (start, message, count) => {
        expect(parseStartOffsetInfo(formatStartOffsetInfo(start))).to.deep.equal(start);
        expect(parseMsgOffsetInfo(formatMsgOffsetInfo(message))).to.deep.equal(message);
        expect(parseOrderCountInfo(formatOrderCountInfo(count))).to.deep.equal(count);
      }),
    );
  });
});
