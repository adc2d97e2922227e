import { expect } from 'chai';
import fc from 'fast-check';
import { PlainFields } from '../../src/protocol/plain-fields.js';

/** All fields; undefined when a parser has to read them. */
function readAll(text: string, start = 1): Record<string, string> | undefined {
  const plain = new PlainFields(text, start);
  const fields: Record<string, string> = {};
  while (plain.advance()) fields[text.slice(plain.keyStart, plain.keyEnd)] = plain.value;
  return plain.isWhole ? fields : undefined;
}

/** What may stand between quotes as it is. */
const plainText = fc.string().filter((text) => JSON.stringify(text) === `"${text}"`);
const name = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__');

describe('PlainFields', () => {
  it('reads what needs no escapes, as a parser does', () => {
    const plain = fc.dictionary(name, plainText, { minKeys: 1 });
    fc.assert(
      fc.property(plain, (fields) => {
        fc.pre(!JSON.stringify(fields).includes('\\'));
        expect(readAll(JSON.stringify(fields))).to.deep.equal({ ...fields });
      }),
    );
  });

  it('reads nothing wrongly: what it cannot read it leaves to a parser', () => {
    fc.assert(
      fc.property(fc.dictionary(name, fc.jsonValue()), (fields) => {
        const read = readAll(JSON.stringify(fields));
        if (read !== undefined) expect(read).to.deep.equal({ ...fields });
      }),
    );
  });

  it('begins where it is told to, and ends with the object', () => {
    expect(readAll('{"code":0,"extFields":{"a":"1","b":""},"remark":"\\n"}', 23)).to.deep.equal({
      a: '1',
      b: '',
    });
  });

  const unusual = {
    'no fields': '{}',
    'white space': '{"a": "1"}',
    'a number': '{"a":1}',
    'a null': '{"a":null}',
    'an escape in a key': '{"\\u0061":"1"}',
    'an escape in a value': '{"a":"\\"","b":"1"}',
    'an escape in a later value': '{"a":"1","b":"\\n"}',
    'a value that does not end': '{"a":"1',
    'a key that does not end': '{"a',
    'an end without a brace': '{"a":"1"',
    'a comma before the end': '{"a":"1",}',
  };
  for (const [what, text] of Object.entries(unusual))
    it(`leaves ${what} to a parser`, () => {
      expect(readAll(text)).to.equal(undefined);
    });
});
