import { expect } from 'chai';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { checkCodec } from '../../src/payload/codec.js';
import { text } from '../../src/payload/text-codec.js';

describe('checkCodec', () => {
  it('passes a codec, also an instance of a class', () => {
    class Upper {
      readonly name = 'acme/upper-1.0+x';
      encode(value: string): Uint8Array {
        return Buffer.from(value.toUpperCase());
      }
      decode(bytes: Uint8Array): string {
        return Buffer.from(bytes).toString();
      }
    }
    expect(() => checkCodec(new Upper(), 'codec')).not.to.throw();
  });

  for (const [what, codec] of [
    ['nothing', undefined],
    ['null', null],
    ['an object without encode', { name: 'x', decode: text.decode }],
    ['an object without decode', { name: 'x', encode: text.encode }],
  ] as const)
    it(`refuses ${what}`, () => {
      expect(() => checkCodec(codec, 'codecs[1]')).to.throw(
        InvalidArgumentError,
        'codecs[1] must be a codec',
      );
    });

  for (const name of [undefined, 7, '', 'two words', 'a\u{1}b', 'x'.repeat(65)])
    it(`refuses the name ${JSON.stringify(name)}`, () => {
      expect(() => checkCodec({ ...text, name }, 'codec')).to.throw(
        InvalidArgumentError,
        'codec.name must be',
      );
    });
});
