import { expect } from 'chai';
import fc from 'fast-check';
import {
  decodeProperties,
  encodeProperties,
  findProperty,
} from '../../../src/protocol/message/message-properties.js';
import { vectors } from '../support/golden.js';

interface PropertiesVector {
  readonly properties?: Readonly<Record<string, string>>;
  readonly string: string;
  readonly readBack: Readonly<Record<string, string>>;
}

const rows = vectors('properties') as readonly PropertiesVector[];

/** Text in which the separators are frequent. */
const anyText = fc.string({
  unit: fc.constantFrom('a', 'b', 'ab', '\u0001', '\u0002', 'é', '__proto__'),
  maxLength: 12,
});

describe('encodeProperties', () => {
  it('writes what Java writes', () => {
    for (const { properties, string } of rows)
      if (properties !== undefined) expect(encodeProperties(properties)).to.equal(string);
  });

  it('leaves undefined values out', () => {
    expect(encodeProperties({ a: undefined, b: 'c' })).to.equal('b\u0001c\u0002');
  });
});

describe('decodeProperties', () => {
  it('reads what Java reads', () => {
    for (const { string, readBack } of rows) expect({ ...decodeProperties(string) }).to.deep.equal(readBack);
  });

  it('reads what encodeProperties writes, whatever the keys', () => {
    const word = fc
      .string({ minLength: 1 })
      .filter((text) => !text.includes('\u0001') && !text.includes('\u0002'));
    const properties = fc.array(fc.tuple(fc.oneof(word, fc.constantFrom('__proto__', 'toString')), word));
    fc.assert(
      fc.property(properties, (pairs) => {
        const record = Object.assign(Object.create(null), Object.fromEntries([])) as Record<string, string>;
        for (const [key, value] of pairs) record[key] = value;
        expect(decodeProperties(encodeProperties(record))).to.deep.equal(record);
      }),
    );
  });

  it('has no properties but those of the text', () => {
    expect(decodeProperties('a\u0001b')['toString']).to.equal(undefined);
  });

  it('stays linear where no entry has a key', () => {
    const entries = 500_000;
    expect(decodeProperties(`${'x\u0002'.repeat(entries)}a\u0001b`)['a']).to.equal('b');
  });
});

describe('findProperty', () => {
  it('gives what decodeProperties gives, for any text and key', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, key) => {
        expect(findProperty(text, key)).to.equal(decodeProperties(text)[key]);
      }),
      { numRuns: 2000 },
    );
  });

  it('finds every key of the vectors', () => {
    for (const { string, readBack } of rows) {
      for (const key of Object.keys(readBack)) expect(findProperty(string, key)).to.equal(readBack[key]);
      expect(findProperty(string, 'absent')).to.equal(undefined);
    }
  });
});
