import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame, encodeFrame } from '../../../src/protocol/frame-codec.js';
import { EmptyHeader } from '../../../src/protocol/headers/empty-header.js';
import { createOneway, createRequest, createResponse } from '../../../src/protocol/remoting-command.js';
import { peekRequest } from '../../../src/testing/faults/peek-request.js';

function peek(frame: Buffer): [number, number] | undefined {
  let seen: [number, number] | undefined;
  // Not at the beginning of its buffer, and something behind it.
  const bytes = Buffer.concat([Buffer.from('xyz'), frame, Buffer.from('{"code":1')]);
  const told = peekRequest(bytes, 3, 3 + frame.length, {
    remember: (opaque, code) => (seen = [opaque, code]),
  });
  expect(told).to.equal(seen !== undefined);
  return seen;
}

const frameOfHeader = (header: string): Buffer => {
  const frame = Buffer.concat([Buffer.alloc(8), Buffer.from(header), Buffer.from('body')]);
  frame.writeUInt32BE(frame.length - 4, 0);
  frame.writeUInt32BE(Buffer.byteLength(header), 4);
  return frame;
};

const int32s = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
const tricky = fc.constantFrom(',"opaque":', '"opaque"', ',"flag":', '{"code":1', '\\', '"', '}', 'a', 'é');
const texts = fc.array(tricky, { maxLength: 6 }).map((parts) => parts.join(''));

describe('peekRequest', () => {
  it('tells opaque and code of what our clients write', () => {
    fc.assert(
      fc.property(
        int32s,
        int32s,
        fc.dictionary(texts, texts),
        fc.boolean(),
        (code, opaque, fields, isOneway) => {
          const create = isOneway ? createOneway : createRequest;
          const frame = encodeFrame(
            create(code, EmptyHeader, {}, Buffer.from('body')).withExtFields(fields),
            { opaque },
          );
          expect(peek(frame)).to.deep.equal([opaque, code]);
        },
      ),
    );
  });

  it('tells what Java clients write', () => {
    const header =
      '{"code":11,"extFields":{"topic":"t"},"flag":0,"language":"JAVA","opaque":42,"serializeTypeCurrentRPC":"JSON","version":479}';
    expect(peek(frameOfHeader(header))).to.deep.equal([42, 11]);
  });

  it('says nothing but the truth, whatever the order of the keys and the texts in it', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(['code', 'flag', 'opaque', 'language', 'remark', 'extFields', 'version'], {
          minLength: 3,
        }),
        fc.record({
          code: int32s,
          flag: fc.integer({ min: 0, max: 3 }),
          opaque: int32s,
          language: fc.constant('OTHER'),
          remark: texts,
          version: fc.constant(401),
          extFields: fc.dictionary(fc.constantFrom('opaque', 'flag', 'code', 'x'), texts),
        }),
        (keys, values) => {
          const header = Object.fromEntries(keys.map((key) => [key, values[key as keyof typeof values]]));
          const frame = frameOfHeader(JSON.stringify(header));
          const seen = peek(frame);
          if (seen === undefined) return;
          const { opaque, code, isResponse } = decodeFrame(frame);
          expect([opaque, code, isResponse]).to.deep.equal([...seen, false]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('says nothing about answers, binary headers, headers beyond their frame and numbers too large', () => {
    const request = frameOfHeader('{"code":11,"flag":0,"opaque":42}');
    expect(peek(request)).to.deep.equal([42, 11]);
    const beyond = Buffer.from(request);
    beyond.writeUInt32BE(1000, 4);
    for (const frame of [
      encodeFrame(createResponse(0), { opaque: 1 }),
      encodeFrame(createRequest(10, EmptyHeader, {}), { opaque: 1, serialize: 'binary' }),
      beyond,
      frameOfHeader('{"code":11,"flag":0,"opaque":4200000000}'),
      frameOfHeader('{"code":11,"flag":0}'),
      frameOfHeader('{"code":11,"opaque":42}'),
      frameOfHeader('{"code":11,"flag":21,"opaque":42}'),
      frameOfHeader('{"flag":0,"opaque":42,"code":11}'),
    ])
      expect(peek(frame)).to.equal(undefined);
  });
});
