import { expect } from 'chai';
import fc from 'fast-check';
import {
  maxDecimalBytes,
  maxJsonGrowth,
  maxUtf8Growth,
  putDecimal,
  putJsonText,
  putText,
} from '../../src/protocol/header-bytes.js';

type Put<T> = (buffer: Buffer, position: number, value: T) => number;

/** What is written, if it stays within the room that was promised for it. */
function written<T>(put: Put<T>, value: T, room: number): string {
  const position = 3;
  const buffer = Buffer.alloc(position + room + 8, 0xee);
  const end = put(buffer, position, value);
  expect(buffer.subarray(0, position).every((byte) => byte === 0xee)).to.equal(true);
  expect(buffer.subarray(position + room).every((byte) => byte === 0xee)).to.equal(true);
  return buffer.toString('utf8', position, end);
}

/** Short and long, with and without escapes and multi-byte characters; no lone surrogates. */
const anyText = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom('\u0001', '\u001f', '"', '\\', 'é', '中', '😀', 'a', '\u007f'),
    maxLength: 60,
  }),
);

describe('putText', () => {
  it('writes UTF-8', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(written(putText, text, text.length * maxUtf8Growth)).to.equal(text);
      }),
    );
  });
});

describe('putJsonText', () => {
  it('writes what JSON reads as the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(JSON.parse(`"${written(putJsonText, text, text.length * maxJsonGrowth)}"`)).to.equal(text);
      }),
      { numRuns: 500 },
    );
  });

  it('escapes every control character', () => {
    const controls = String.fromCharCode(...Array.from({ length: 0x20 }, (_, code) => code));
    const text = written(putJsonText, controls, controls.length * maxJsonGrowth);
    expect(text).to.match(/^(?:\\u00[01][\da-f])+$/);
    expect(JSON.parse(`"${text}"`)).to.equal(controls);
  });

  it('writes half a surrogate pair as the character for what is unknown', () => {
    expect(written(putJsonText, '\ud800', maxJsonGrowth)).to.equal('\ufffd');
  });
});

describe('putDecimal', () => {
  it('writes every safe integer', () => {
    const any = fc.oneof(
      fc.integer({ min: -12, max: 12 }),
      fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
      fc.integer({ min: 0, max: 15 }).map((power) => 10 ** power),
      fc.integer({ min: 0, max: 15 }).map((power) => 10 ** power - 1),
      fc.constantFrom(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 1e9, 1e9 - 1, 2 ** 31, -(2 ** 31)),
    );
    fc.assert(
      fc.property(any, (value) => {
        expect(written(putDecimal, value, maxDecimalBytes)).to.equal(String(value));
      }),
      { numRuns: 500 },
    );
  });
});
