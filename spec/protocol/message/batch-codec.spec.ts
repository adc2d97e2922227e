import { expect } from 'chai';
import fc from 'fast-check';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import { decodeBatch, encodeBatch } from '../../../src/protocol/message/batch-codec.js';
import { decodeProperties, encodeProperties } from '../../../src/protocol/message/message-properties.js';
import { bodyOf, type GoldenBatchEntry, goldenFrames, sha256, vectors } from '../support/golden.js';

function expectGolden(body: Buffer, entries: readonly GoldenBatchEntry[]): void {
  const decoded = decodeBatch(body).map(({ flag, body: bytes, properties }) => ({
    flag,
    properties: { ...decodeProperties(properties) },
    bodyLength: bytes.length,
    bodySha256: sha256(bytes),
  }));
  expect(decoded).to.deep.equal(
    entries.map(({ flag, properties, bodyLength, bodySha256 }) => ({
      flag,
      properties,
      bodyLength,
      bodySha256,
    })),
  );
}

const golden = Buffer.from(
  '0000002C000000000000000000000009000000026231001457414954017472756502544147530154616741020000002200000000' +
    '000000000000000000000002623200' +
    '0A57414954017472756502',
  'hex',
);

describe('decodeBatch', () => {
  it('reads every recorded batch', () => {
    const batches = goldenFrames.filter(({ batchMessages }) => batchMessages !== undefined);
    expect(batches).to.not.be.empty;
    for (const frame of batches) expectGolden(bodyOf(frame), frame.batchMessages!);
  });

  it('reads the vectors of the Java classes', () => {
    const rows = vectors('batch-body') as readonly {
      readonly messages: GoldenBatchEntry[];
      readonly base64: string;
    }[];
    for (const { messages, base64 } of rows) expectGolden(Buffer.from(base64, 'base64'), messages);
  });

  it('refuses entries that do not fit', () => {
    for (let length = 1; length < golden.length; length++)
      if (length !== 44)
        expect(() => decodeBatch(golden.subarray(0, length)), String(length)).to.throw(DecodeError);
  });

  it('gives entries or a DecodeError for damaged batches', () => {
    fc.assert(
      fc.property(fc.nat(golden.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
        const damaged = Buffer.from(golden);
        damaged[at] = value;
        try {
          decodeBatch(damaged);
        } catch (error) {
          expect(error).to.be.instanceOf(DecodeError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('encodeBatch', () => {
  it('writes the golden batch of the protocol description', () => {
    const entries = [
      { flag: 9, body: Buffer.from('b1'), properties: encodeProperties({ WAIT: 'true', TAGS: 'TagA' }) },
      { flag: 0, body: Buffer.from('b2'), properties: encodeProperties({ WAIT: 'true' }) },
    ];
    expect(encodeBatch(entries)).to.deep.equal(golden);
  });

  it('writes what Java writes', () => {
    for (const { batchMessages, ...frame } of goldenFrames)
      if (batchMessages !== undefined)
        expect(encodeBatch(decodeBatch(bodyOf(frame))), frame.name).to.deep.equal(bodyOf(frame));
  });

  it('reads back what it writes', () => {
    const entry = fc.record({
      flag: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      body: fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
      properties: fc.string({ unit: 'grapheme', maxLength: 30 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
        expect(decodeBatch(encodeBatch(entries))).to.deep.equal(entries.map((item) => ({ ...item })));
      }),
    );
  });
});
