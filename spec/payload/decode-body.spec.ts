import { expect } from 'chai';
import { PayloadDecodeError, UnknownCodecError } from '../../src/errors/payload-error.js';
import { UnsupportedError } from '../../src/errors/usage-error.js';
import { createCodecRegistry } from '../../src/payload/codec-registry.js';
import { decodeBody } from '../../src/payload/decode-body.js';
import { text } from '../../src/payload/text-codec.js';
import { originOf } from './origin-of.js';

const hi = Buffer.from('hi');
const failing = (error: Error) => ({
  name: 'own',
  encode: () => hi,
  decode: () => {
    throw error;
  },
});

describe('decodeBody', () => {
  it('reads with the codec a message that names it, or none', () => {
    expect(decodeBody(text, hi, originOf('text'))).to.equal('hi');
    expect(decodeBody(text, hi, originOf())).to.equal('hi');
  });

  it('refuses a message that another codec wrote, whatever its bytes', () => {
    const error = (): unknown => decodeBody(text, hi, originOf('json'));
    expect(error).to.throw(PayloadDecodeError, 'the codec text: it was written by json');
  });

  it('repeats no more of a foreign name than a codec of ours may have', () => {
    expect(() => decodeBody(text, hi, originOf('x'.repeat(30_000)))).to.throw(
      PayloadDecodeError,
      /^.{50,150}$/,
    );
  });

  it('asks a choice for the codec', () => {
    const registry = createCodecRegistry();
    expect(decodeBody(registry, hi, originOf('text'))).to.equal('hi');
    expect(() => decodeBody(registry, hi, originOf('avro'))).to.throw(UnknownCodecError);
  });

  it('wraps whatever the codec throws', () => {
    const boom = new RangeError('index out of range');
    const decode = (): unknown => decodeBody(failing(boom), hi, originOf());
    expect(decode).to.throw(PayloadDecodeError, 'the codec own: it is damaged, or of another type');
    expect(decode)
      .to.throw()
      .with.deep.include({ codec: 'own', cause: boom, context: { topic: 'orders' } });
  });

  it('passes errors of the library on', () => {
    const own = new UnsupportedError('avro', 'install it');
    expect(() => decodeBody(failing(own), hi, originOf())).to.throw(own);
  });
});
