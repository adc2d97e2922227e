import { expect } from 'chai';
import fc from 'fast-check';
import { DecodeError } from '../../src/errors/protocol-error.js';
import { type LenientJson, parseLenientJson } from '../../src/protocol/lenient-json.js';
import { bodyOf, expectSame, goldenFrames } from './support/golden.js';

const parse = (text: string): LenientJson => parseLenientJson(text, 'the body');

/** With prototypes, as chai compares them. */
const plain = (value: LenientJson): unknown =>
  JSON.parse(JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item)));

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

const references = (count: number): string =>
  `{"a":{},"b":[${Array.from({ length: count }, () => '{"$ref":"$.a"}').join(',')}]}`;

describe('parseLenientJson', () => {
  it('reads standard JSON as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.integer({ min: 0, max: 2 }), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const [read, expected] = [parse(text), JSON.parse(text) as unknown];
        expect(plain(read)).to.deep.equal(plain(expected as LenientJson));
      }),
    );
  });

  it('reads every JSON body of the recordings, and standard ones as JSON.parse does', () => {
    const bodies = goldenFrames.map(bodyOf).filter((body) => body[0] === 0x7b || body[0] === 0x5b);
    let standard = 0;
    for (const body of bodies) {
      const text = body.toString();
      const read = plain(parse(text));
      if (isStandard(text)) {
        standard++;
        expectSame(read, JSON.parse(text), text);
      }
    }
    expect(standard).to.be.above(100);
    expect(bodies.length - standard, 'bodies with raw keys').to.be.above(5);
  });

  it('takes integers for keys', () => {
    expect(plain(parse('{"brokerAddrs":{0:"10.0.0.1:10911",-1:"x", 12 :"y"}}'))).to.deep.equal({
      brokerAddrs: { '0': '10.0.0.1:10911', '-1': 'x', '12': 'y' },
    });
  });

  it('takes message queues for keys', () => {
    const text =
      '{"offsetTable":{{"brokerName":"broker-a","queueId":0,"topic":"T"}:{"maxOffset":9},{"topic":"%RETRY%G","queueId":1,"brokerName":"b{}:1"}:5}}';
    expect(plain(parse(text))).to.deep.equal({
      offsetTable: { 'T@broker-a@0': { maxOffset: 9 }, '%RETRY%G@b{}:1@1': 5 },
    });
  });

  it('resolves references to what was read before', () => {
    const text =
      '{"consumerDataSet":[{"subscriptionDataSet":[{"topic":"T"}]},{"subscriptionDataSet":[{"$ref":"$.consumerDataSet[0].subscriptionDataSet[0]"}]}]}';
    const read = plain(parse(text)) as { consumerDataSet: { subscriptionDataSet: unknown[] }[] };
    expect(read.consumerDataSet[1]).to.deep.equal({ subscriptionDataSet: [{ topic: 'T' }] });
  });

  it('resolves references through keys of every kind', () => {
    const paths = ['$.a[0]', '$.m.0', '$.m[0]', "$['x.y']", '$["x.y"]', '$.x\\.y', '$.list[1].k'];
    const text = `{"a":[{"v":1}],"m":{0:{"v":1}},"x.y":{"v":1},"list":[0,{"k":{"v":1}}],"refs":[${paths
      .map((path) => JSON.stringify({ $ref: path }))
      .join(',')}]}`;
    expect(plain((parse(text) as { refs: LenientJson }).refs)).to.deep.equal(paths.map(() => ({ v: 1 })));
  });

  it('resolves references within what is not complete yet', () => {
    const text = '{"list":[{"k":{"v":1},"again":{"$ref":"$.list[0].k"}}]}';
    expect(plain(parse(text))).to.deep.equal({ list: [{ k: { v: 1 }, again: { v: 1 } }] });
  });

  it('takes an object with more than a $ref for what it is', () => {
    expect(plain(parse('{"$ref":"$.a","b":1}'))).to.deep.equal({ $ref: '$.a', b: 1 });
    expect(plain(parse('{"$ref":1}'))).to.deep.equal({ $ref: 1 });
  });

  it('reads integers beyond 2^53 without loss, and NaN as null', () => {
    expect(parse('[9007199254740993,-9223372036854775808,9007199254740991]')).to.deep.equal([
      9007199254740993n,
      -9223372036854775808n,
      9007199254740991,
    ]);
    expect(parse('[NaN,1.0E21,0.0,-0.5e-3]')).to.deep.equal([null, 1e21, 0, -0.0005]);
    expect(parse(`1${'0'.repeat(300)}`)).to.equal(1e300);
  });

  it('lets no key reach a prototype', () => {
    const read = parse('{"__proto__":{"polluted":true},"toString":1}') as Record<string, unknown>;
    expect(Object.keys(read)).to.deep.equal(['__proto__', 'toString']);
    expect(read['valueOf']).to.equal(undefined);
    expect(({} as { polluted?: boolean }).polluted).to.equal(undefined);
  });

  it('lets the last of equal keys count', () => {
    expect(plain(parse('{"a":1,"a":2,0:3,"0":4}'))).to.deep.equal({ a: 2, '0': 4 });
  });

  const defects = [
    '',
    ' ',
    '{',
    '[',
    '"',
    '"a',
    '"a\\',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '[1,',
    '[1 2]',
    '{"a" 1}',
    '{,}',
    '[,]',
    '{"a":1,}',
    '[1,]',
    '1 2',
    '{}}',
    'tru',
    'nul',
    'undefined',
    '-',
    '+1',
    '.5',
    '1.',
    '1e',
    '0x10',
    "'a'",
    '{a:1}',
    '"\\x41"',
    '"\\u12"',
    '"\\u12G4"',
    '{1.5:1}',
    '{[]:1}',
    '{null:1}',
    '{{"a":1}:2}',
    '{{"topic":"T"}:2}',
    '{"$ref":"$.a"}',
    '{"$ref":"$"}',
    '[{"$ref":"@"}]',
    '[{"$ref":".."}]',
    '{"a":{"$ref":"$.a"}}',
    '{"a":[{"$ref":"$.a"}]}',
    '{"a":[1],"b":{"$ref":"$.a[9]"}}',
    '{"a":1,"b":{"$ref":"$.a.b"}}',
    '{"a":1,"b":{"$ref":"$.a]"}}',
  ];
  for (const text of defects)
    it(`refuses ${text === '' ? 'nothing' : text}`, () => {
      expect(() => parse(text)).to.throw(DecodeError, 'Cannot read the body at byte');
    });

  it('says where it stumbled', () => {
    expect(() => parse('{"a": x}'))
      .to.throw(DecodeError)
      .that.includes({ subject: 'the body', offset: 6 });
  });

  it('bounds depth', () => {
    expect(() => parse(nested(64))).to.not.throw();
    expect(() => parse(nested(65))).to.throw(DecodeError, 'nested deeper than 64 levels');
    expect(() => parse('['.repeat(1_000_000))).to.throw(DecodeError);
    expect(() => parse('{{'.repeat(1_000_000))).to.throw(DecodeError);
  });

  it('bounds references', () => {
    expect(() => parse(references(1024))).to.not.throw();
    expect(() => parse(references(1025))).to.throw(DecodeError);
  });

  it('gives a value or a DecodeError for any text', () => {
    const tokens = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '0',
      '-1',
      'null',
      '"a"',
      '{"$ref":"$.a"}',
      '\u0000',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(tokens).map((parts) => parts.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          try {
            parse(text);
          } catch (error) {
            expect(error).to.be.instanceOf(DecodeError);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

function isStandard(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
