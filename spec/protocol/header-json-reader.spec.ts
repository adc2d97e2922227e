import { expect } from 'chai';
import fc from 'fast-check';
import { scanAnyHeader } from '../../src/protocol/header-scan-any.js';
import { scanJavaHeader } from '../../src/protocol/header-scan-java.js';
import type { DispatchFields } from '../../src/protocol/header-scan.js';
import { decodeFrame, encodeFrame } from '../../src/protocol/frame-codec.js';
import {
  defineHeader,
  type HeaderSource,
  optional,
  text as textField,
} from '../../src/protocol/header-codec.js';
import { LanguageCode } from '../../src/protocol/language-code.js';
import { createResponse } from '../../src/protocol/remoting-command.js';
import { goldenFrames } from './support/golden.js';

type Scan = (header: string) => DispatchFields | undefined;

/** The header somewhere within a larger buffer, as on a connection. */
function within(header: string): [Buffer, number, number, string] {
  const bytes = Buffer.concat([
    Buffer.from('"opaque":66,'),
    Buffer.from(header),
    Buffer.from(',"opaque":77}'),
  ]);
  const end = 12 + Buffer.byteLength(header);
  return [bytes, 12, end, bytes.toString('latin1', 12, end)];
}

const scanJava: Scan = (header) => {
  const [bytes, start, end, text] = within(header);
  return scanJavaHeader(bytes, start, end, text, new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
};
const scanAny: Scan = (header) => scanAnyHeader(...within(header));

function decodeHeader(header: string): ReturnType<typeof decodeFrame> {
  const bytes = Buffer.from(header);
  const prefix = Buffer.alloc(8);
  prefix.writeInt32BE(bytes.length + 4, 0);
  prefix.writeInt32BE(bytes.length, 4);
  return decodeFrame(Buffer.concat([prefix, bytes]));
}

const fields = ({ code, opaque, flag }: DispatchFields): DispatchFields => ({ code, opaque, flag });
const tail = '"serializeTypeCurrentRPC":"JSON","version":479}';

/** Headers on which a hasty reader errs; what is right is what JSON.parse says. */
const adversarial = {
  'a whole header within extFields': `{"code":0,"extFields":{"a":{"b":"c"},"flag":1,"language":"JAVA","opaque":9,"serializeTypeCurrentRPC":"JSON","version":1},"flag":1,"language":"JAVA","opaque":1,${tail}`,
  'a brace in a string that puts a reader out of step':
    '{"opaque":1,"code":0,"flag":1,"extFields":{"a":"},",":1,":":1,"},":{":0,"opaque":2,"z":{}}',
  'an escaped quote that puts a reader out of step':
    '{"opaque":1,"code":0,"flag":1,"remark":"x\\",",":{":0,"opaque":2,"z":{}}',
  'an object within extFields, keys in another order':
    '{"opaque":1,"extFields":{"a":{"b":"c"},"code":6,"flag":2},"code":0,"flag":1}',
  'an ext key named opaque': `{"code":0,"extFields":{"opaque":"5","code":"6","flag":"7"},"flag":1,"language":"JAVA","opaque":1,${tail}`,
  'a number named opaque within extFields': `{"code":0,"extFields":{"opaque":5},"flag":1,"language":"JAVA","opaque":1,${tail}`,
  'extFields last, with an opaque':
    '{"code":0,"flag":1,"opaque":1,"extFields":{"opaque":5,"code":6,"flag":2}}',
  'an object within extFields': `{"code":0,"extFields":{"a":{"b":"c"},"flag":3},"flag":1,"language":"JAVA","opaque":1,${tail}`,
  'a header that hides in an ext value': `{"code":0,"extFields":{"a":"},\\"flag\\":1,\\"language\\":\\"JAVA\\",\\"opaque\\":9"},"flag":1,"language":"JAVA","opaque":1,${tail}`,
  'braces within an ext value': `{"code":0,"extFields":{"a":"}{}","b":"{"},"flag":1,"language":"JAVA","opaque":1,${tail}`,
  'an escaped quote in the remark': `{"code":1,"flag":1,"language":"JAVA","opaque":1,"remark":"say \\"opaque\\":2, \\\\",${tail}`,
  'a remark that looks like the end': `{"code":1,"flag":1,"language":"JAVA","opaque":1,"remark":"\\",${tail.replaceAll('"', '\\"')}",${tail}`,
  'a remark that ends in a backslash': `{"code":1,"flag":1,"language":"JAVA","opaque":1,"remark":"x\\\\",${tail}`,
  'an empty remark': `{"code":1,"flag":1,"language":"JAVA","opaque":1,"remark":"",${tail}`,
  'a remark of Chinese text': `{"code":1,"flag":1,"language":"JAVA","opaque":1,"remark":"主题不存在 é 😀",${tail}`,
  'Chinese text before the end of extFields': `{"code":0,"extFields":{"a":"主题"},"flag":1,"language":"JAVA","opaque":1,"remark":"FOUND",${tail}`,
  'the code twice': `{"code":0,"code":5,"flag":1,"language":"JAVA","opaque":1,${tail}`,
  'the code again after extFields': `{"code":0,"extFields":{},"code":5,"x":{},"flag":1,"language":"JAVA","opaque":1,${tail}`,
  'the opaque twice': '{"code":0,"flag":1,"opaque":1,"opaque":2}',
  'extFields twice': '{"code":0,"extFields":{"a":"1","b":"1"},"flag":1,"opaque":1,"extFields":{"a":"2"}}',
  'an escaped key': '{"code":0,"flag":1,"opaque":1,"\\u006fpaque":2}',
  'white space': '{ "code" : 0 ,\n"flag":\t1 , "opaque": 1 }',
  'white space at the end': '{"code":0,"flag":1,"opaque":1} \n',
  'a number in quotes': '{"code":"105","flag":0,"opaque":"1"}',
  'an exponent': '{"code":1e2,"flag":0,"opaque":1}',
  'a fraction of zero': '{"code":1.0,"flag":0,"opaque":1}',
  'a negative opaque': `{"code":-1006,"flag":1,"language":"JAVA","opaque":-2147483648,${tail}`,
  'no code and no flag': '{"opaque":1}',
  'keys of equal length': '{"coda":9,"flax":9,"opaquX":9,"code":0,"flag":1,"opaque":1}',
  'arrays and literals': '{"a":[1,{"opaque":3}],"b":null,"c":true,"code":0,"flag":1,"opaque":1}',
  'another language': `{"code":0,"flag":1,"language":"GO","opaque":1,${tail}`,
  'another serialize type':
    '{"code":0,"flag":1,"language":"JAVA","opaque":1,"serializeTypeCurrentRPC":"ROCKETMQ","version":479}',
};

function parsed(header: string): DispatchFields {
  const { code = 0, opaque, flag = 0 } = JSON.parse(header) as Record<string, unknown>;
  return { code: Number(code), opaque: Number(opaque), flag: Number(flag) };
}

const Example = defineHeader('Example', {
  a: optional(textField()),
  b: optional(textField()),
  code: optional(textField()),
});

describe('JSON headers', () => {
  for (const [what, header] of Object.entries(adversarial)) {
    it(`are read right with ${what}`, () => {
      expect(fields(decodeHeader(header))).to.deep.equal(parsed(header));
    });

    it(`are read by a codec as by a parser with ${what}`, () => {
      const read = (fieldsOf: (command: ReturnType<typeof decodeFrame>) => HeaderSource): unknown => {
        try {
          return Example.read(fieldsOf(decodeHeader(header)));
        } catch (error) {
          return (error as Error).message;
        }
      };
      expect(read((command) => command)).to.deep.equal(read((command) => command.extFields));
    });

    it(`are never misread by a scan with ${what}`, () => {
      for (const scan of [scanJava, scanAny])
        expect(scan(header) ?? parsed(header), scan === scanJava ? 'Java' : 'any').to.deep.equal(
          parsed(header),
        );
    });
  }

  it('pass the fast scan only in the very form of Java', () => {
    const header = `{"code":17,"extFields":{},"flag":1,"language":"JAVA","opaque":1,"remark":"",${tail}`;
    expect(scanJava(header)).to.deep.equal({ code: 17, opaque: 1, flag: 1 });
    for (let at = 0; at < header.length; at++)
      for (const other of ['~', ''])
        if (!/\d/.test(header.charAt(at)))
          expect(scanJava(header.slice(0, at) + other + header.slice(at + 1)), `${at}`).to.equal(undefined);
    for (const more of ['}', ' ', ',"opaque":2}', '\n{}'])
      expect(scanJava(header + more), more).to.equal(undefined);
  });

  it('are scanned as JSON.parse reads them, whatever their keys and values', () => {
    const key = fc.constantFrom(
      'code',
      'opaque',
      'flag',
      'language',
      'remark',
      'extFields',
      'version',
      'a}',
      '"{',
    );
    const leaf = fc.oneof(
      fc.integer({ min: -3, max: 300 }),
      fc.constantFrom('JAVA', '},"flag":1', '{', '}', '\\', '"', 'opaque":5', '主题', ''),
      fc.constantFrom(null, true, 1.5, 2 ** 31),
    );
    const nested = fc.oneof(
      leaf,
      fc.dictionary(key, leaf, { maxKeys: 3 }),
      fc.dictionary(key, fc.dictionary(key, leaf, { maxKeys: 2 }), { maxKeys: 2 }),
      fc.array(leaf, { maxLength: 2 }),
    );
    const pairs = fc.array(fc.tuple(key, nested), { maxLength: 9 });
    fc.assert(
      fc.property(pairs, fc.boolean(), (members, isJava) => {
        const inside = members
          .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
          .join(',');
        const header = isJava
          ? `{"code":3,"extFields":{${inside}},"flag":1,"language":"JAVA","opaque":4,${tail}`
          : `{${inside}}`;
        for (const scan of [scanJava, scanAny]) {
          const found = scan(header);
          if (found !== undefined) expect(found, header).to.deep.equal(parsed(header));
        }
      }),
      { numRuns: 800 },
    );
  });

  it('of Java servers all pass the fast scan, if their remark has no quote', () => {
    const answers = goldenFrames.filter(
      ({ serializeType, kind, header }) =>
        serializeType === 'JSON' && kind === 'response' && header.remark?.includes('"') !== true,
    );
    const direct = answers.filter(({ bytes, bodyLength, header, name }) => {
      if (name.includes('client') && header.language !== 'JAVA') return false;
      const json = bytes.toString('utf8', 8, bytes.length - bodyLength);
      return scanJava(json) !== undefined;
    });
    expect(answers.length).to.be.above(1000);
    expect(direct.map(({ name }) => name)).to.deep.equal(answers.map(({ name }) => name));
  });

  it('of Java clients all pass the other scan, if their fields have no braces', () => {
    const requests = goldenFrames.filter(
      ({ serializeType, kind, header }) =>
        serializeType === 'JSON' &&
        kind !== 'response' &&
        !Object.values(header.extFields ?? {}).some((value) => /[{}]/.test(value)),
    );
    const missed = requests.filter(
      ({ bytes, bodyLength }) => scanAny(bytes.toString('utf8', 8, bytes.length - bodyLength)) === undefined,
    );
    expect(missed.map(({ name }) => name)).to.deep.equal([]);
  });

  it('may hold bare numbers, booleans and nulls for fields, and a language by number', () => {
    const command = decodeHeader(
      '{"code":1,"opaque":2,"language":9,"extFields":{"a":1,"b":true,"c":null,"d":"x"},"remark":null}',
    );
    expect(command.extFields).to.deep.equal({ a: '1', b: 'true', d: 'x' });
    expect(command.language).to.equal(LanguageCode.GO);
    expect(command.remark).to.equal(undefined);
    expect(decodeHeader('{"opaque":2,"language":"other"}').language).to.equal(LanguageCode.OTHER);
    expect(decodeHeader('{"opaque":2,"language":"KLINGON"}').language).to.equal(LanguageCode.OTHER);
    expect(decodeHeader('{"opaque":2}').language).to.equal(LanguageCode.JAVA);
  });

  it('are written so that the fast scan reads them, when Java writes them', () => {
    const answer = createResponse(0, { remark: 'FOUND' });
    const frame = encodeFrame(answer, { language: LanguageCode.JAVA, version: 479, opaque: 12 });
    expect(scanJava(frame.toString('utf8', 8))).to.deep.equal({ code: 0, opaque: 12, flag: 1 });
  });
});
