import { expect } from 'chai';
import fc from 'fast-check';
import { DecodeError } from '../../src/errors/protocol-error.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { decodeFrame, encodeFrame } from '../../src/protocol/frame-codec.js';
import {
  bool,
  defineHeader,
  type HeaderOf,
  int,
  long,
  optional,
  text,
} from '../../src/protocol/header-codec.js';
import { createRequest } from '../../src/protocol/remoting-command.js';

const Header = defineHeader('ExampleHeader', {
  topic: text(),
  producerGroup: text('a'),
  queueId: int(),
  queueOffset: long(),
  order: bool(),
  boundaryType: optional(text()),
  delayLevel: optional(int()),
  unitMode: optional(bool('k')),
});
type Header = HeaderOf<typeof Header>;

const sample: Header = { topic: 'T', producerGroup: 'G', queueId: 3, queueOffset: 2 ** 40, order: false };
const sampleFields = { topic: 'T', a: 'G', queueId: '3', queueOffset: '1099511627776', order: 'false' };

/** Of a JSON header without a body. */
function frameOf(header: string): Buffer {
  const bytes = Buffer.from(header);
  const prefix = Buffer.alloc(8);
  prefix.writeInt32BE(bytes.length + 4, 0);
  prefix.writeInt32BE(bytes.length, 4);
  return Buffer.concat([prefix, bytes]);
}

describe('defineHeader', () => {
  it('writes every field as text under its wire key', () => {
    expect(Header.write({ ...sample, boundaryType: 'LOWER', unitMode: true })).to.deep.equal({
      ...sampleFields,
      boundaryType: 'LOWER',
      k: 'true',
    });
  });

  it('leaves absent and undefined fields out', () => {
    expect(Header.write({ ...sample, delayLevel: undefined })).to.deep.equal(sampleFields);
  });

  it('reads fields, or a command that has them', () => {
    expect(Header.read(sampleFields)).to.deep.equal(sample);
    const command = decodeFrame(encodeFrame(createRequest(1, Header, sample)));
    expect(Header.read(command)).to.deep.equal(sample);
  });

  it('reads an answer of a Java server without a parser as it does with one', () => {
    const readOrFail = (source: Parameters<typeof Header.read>[0]): unknown => {
      try {
        return Header.read(source);
      } catch (error) {
        return (error as Error).message;
      }
    };
    const value = fc.oneof(fc.string(), fc.constantFrom('7', 'true', 'x"\\', '主题', null, 7, false));
    const keys = [...Object.keys(sampleFields), 'boundaryType', 'delayLevel', 'k', 'unknown'];
    const changes = fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 2 });
    fc.assert(
      fc.property(changes, fc.subarray(keys.slice(0, 5), { minLength: 4 }), (changed, kept) => {
        const fields = {
          ...Object.fromEntries(kept.map((key) => [key, sampleFields[key as 'a']])),
          ...changed,
        };
        const extFields = JSON.stringify(fields);
        const header = `{"code":0,"extFields":${extFields},"flag":1,"language":"JAVA","opaque":1,"serializeTypeCurrentRPC":"JSON","version":479}`;
        const command = decodeFrame(frameOf(header));
        expect(readOrFail(command)).to.deep.equal(readOrFail(command.extFields));
      }),
    );
  });

  it('ignores fields that it does not know, even one named extFields', () => {
    expect(Header.read({ ...sampleFields, extFields: 'x', bname: 'b' })).to.deep.equal(sample);
  });

  it('names header and field when a required field is missing', () => {
    for (const key of Object.keys(sampleFields)) {
      const { [key as keyof typeof sampleFields]: _, ...fields } = sampleFields;
      expect(() => Header.read(fields)).to.throw(DecodeError, `ExampleHeader: field ${key} is missing`);
    }
    expect(() => Header.read(undefined)).to.throw(DecodeError, 'ExampleHeader');
    expect(() =>
      Header.read(decodeFrame(encodeFrame(createRequest(1, Header, sample))).withExtFields({ queueId: 'x' })),
    ).to.throw(DecodeError, 'queueId');
  });

  for (const value of ['', '-', 'x', '1x', ' 1', '0x10', '1.5', '1e3', 'NaN', '+1'])
    it(`does not take "${value}" for a number`, () => {
      expect(() => Header.read({ ...sampleFields, queueId: value })).to.throw(
        DecodeError,
        'ExampleHeader: field queueId is not an integer',
      );
    });

  it('refuses numbers that a double cannot hold', () => {
    const beyond = { ...sampleFields, queueOffset: '9007199254740992' };
    expect(() => Header.read(beyond)).to.throw(DecodeError, 'field queueOffset is beyond 2^53');
    expect(() => Header.write({ ...sample, queueOffset: 2 ** 53 })).to.throw(
      InvalidArgumentError,
      'queueOffset',
    );
    expect(() => Header.write({ ...sample, queueId: NaN })).to.throw(
      InvalidArgumentError,
      'ExampleHeader.queueId',
    );
  });

  it('reads booleans in any case, and nothing else for one', () => {
    expect(Header.read({ ...sampleFields, order: 'TRUE' }).order).to.equal(true);
    expect(() => Header.read({ ...sampleFields, order: 'yes' })).to.throw(
      DecodeError,
      'field order is not a boolean',
    );
  });

  it('refuses to write a header without a required value, in every form', () => {
    const { topic: _, ...rest } = sample;
    const incomplete = rest as Header;
    const room = Buffer.alloc(500);
    const forms = [
      () => Header.write(incomplete),
      () => Header.writeJson(incomplete, room, 0),
      () => Header.writeBinary(incomplete, room, 0),
    ];
    for (const form of forms)
      expect(form).to.throw(InvalidArgumentError, 'ExampleHeader.topic must be present');
    expect(() => Header.writeJson({ ...sample, queueId: 0.5 }, room, 0)).to.throw(InvalidArgumentError);
  });

  const anyInteger = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
  const anyHeader: fc.Arbitrary<Header> = fc.record(
    {
      topic: fc.string({ unit: 'binary' }),
      producerGroup: fc.string(),
      queueId: anyInteger,
      queueOffset: anyInteger,
      order: fc.boolean(),
      boundaryType: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
      delayLevel: fc.integer({ min: -20, max: 20 }),
      unitMode: fc.boolean(),
    },
    { requiredKeys: ['topic', 'producerGroup', 'queueId', 'queueOffset', 'order'] },
  );

  it('reads what it writes', () => {
    fc.assert(
      fc.property(anyHeader, (header) => {
        expect(Header.read(Header.write(header))).to.deep.equal({ ...header });
      }),
    );
  });

  it('writes into bytes what it writes into fields, within the bound it names', () => {
    fc.assert(
      fc.property(anyHeader, fc.constantFrom('json' as const, 'binary' as const), (header, serialize) => {
        const command = createRequest(1, Header, header);
        const { extFields = {} } = decodeFrame(encodeFrame(command, { serialize }));
        const written = Object.entries(Header.write(header)).filter(
          ([, value]) => serialize === 'json' || value !== '',
        );
        expect(extFields).to.deep.equal(Object.fromEntries(written));
        const room = Buffer.alloc(Header.maxBytes(header) + 8);
        const end =
          serialize === 'json' ? Header.writeJson(header, room, 0) : Header.writeBinary(header, room, 0);
        expect(end).to.be.at.most(Header.maxBytes(header));
        expect(room.subarray(-8).every((byte) => byte === 0)).to.equal(true);
      }),
    );
  });
});
