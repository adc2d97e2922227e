import { expect } from 'chai';
import * as fc from 'fast-check';
import { bytesInBatch, splitBatch } from '../../../src/producer/batch/split-batch.js';
import { decodeBatch, encodeBatch } from '../../../src/protocol/message/batch-codec.js';
import { prepared } from './prepared.js';

const anyMessage = fc
  .record({ bodyBytes: fc.integer({ min: 1, max: 60 }), propertiesBytes: fc.integer({ min: 0, max: 60 }) })
  .map(({ bodyBytes, propertiesBytes }) => prepared(bodyBytes, 'p'.repeat(propertiesBytes)));

describe('splitBatch', () => {
  const cuts = fc.property(
    fc.array(anyMessage, { minLength: 1, maxLength: 20 }),
    fc.integer({ min: 60, max: 300 }),
    (messages, maxBytes) => {
      const parts = splitBatch(messages, maxBytes);
      expect(parts.flatMap((part) => part.messages)).to.deep.equal(messages);
      for (const {
        messages: [first, ...others],
        bytes,
      } of parts)
        if (others.length === 0) expect(bytes).to.equal(first?.body.length);
        else
          expect(bytes)
            .to.equal(encodeBatch([first!, ...others]).length)
            .and.to.be.at.most(maxBytes);
    },
  );

  it('keeps every message, in order, in parts that fit and know their size', () => fc.assert(cuts));

  const greedy = fc.property(
    fc.array(anyMessage, { minLength: 1, maxLength: 20 }),
    fc.integer({ min: 60, max: 300 }),
    (messages, maxBytes) => {
      const parts = splitBatch(messages, maxBytes).map((part) => part.messages);
      parts.slice(1).forEach(([next], index) => {
        const joined = [...parts[index]!, next!];
        const isTooLarge = joined.some((one) => bytesInBatch(one, maxBytes) === undefined);
        expect(isTooLarge || encodeBatch(joined).length > maxBytes).to.equal(true);
      });
    },
  );

  it('cuts only where the next message would not fit', () => fc.assert(greedy));
});

describe('bytesInBatch', () => {
  it('is what a message adds to the body of a batch', () => {
    const one = prepared(10, 'k\u0001v\u0002');
    expect(bytesInBatch(one, 1000)).to.equal(encodeBatch([one]).length);
    expect(decodeBatch(encodeBatch([one, one]))).to.have.length(2);
    expect(encodeBatch([one, one]).length).to.equal(2 * bytesInBatch(one, 1000)!);
  });

  it('is undefined for what does not fit', () => {
    const bytes = bytesInBatch(prepared(10), 1000)!;
    expect(bytesInBatch(prepared(10), bytes)).to.equal(bytes);
    expect(bytesInBatch(prepared(10), bytes - 1)).to.equal(undefined);
  });

  it('leaves 1 KiB of the properties of a record to the broker, in bytes of UTF-8', () => {
    const limit = 32_767 - 1024;
    expect(bytesInBatch(prepared(1, 'p'.repeat(limit)), 1e6)).to.be.a('number');
    expect(bytesInBatch(prepared(1, 'p'.repeat(limit + 1)), 1e6)).to.equal(undefined);
    expect(bytesInBatch(prepared(1, '中'.repeat(Math.floor(limit / 3))), 1e6)).to.be.a('number');
    expect(bytesInBatch(prepared(1, '中'.repeat(Math.floor(limit / 3) + 1)), 1e6)).to.equal(undefined);
  });
});
