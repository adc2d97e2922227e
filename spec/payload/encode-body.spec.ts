import { expect } from 'chai';
import { PayloadEncodeError } from '../../src/errors/payload-error.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { encodeBody } from '../../src/payload/encode-body.js';
import { text } from '../../src/payload/text-codec.js';

const codecThat = (encode: (value: unknown) => Uint8Array) => ({ name: 'own', encode, decode: () => 1 });
const boom = new Error('boom');
const fail = (error: Error) => () => {
  throw error;
};

describe('encodeBody', () => {
  it('gives the bytes of the codec', () => {
    expect(encodeBody(text, 'hi', 'orders')).to.deep.equal(Buffer.from('hi'));
  });

  it('wraps whatever the codec throws', () => {
    const encode = (): unknown => encodeBody(codecThat(fail(boom)), 1, 'orders');
    expect(encode).to.throw(PayloadEncodeError, 'the codec own: the codec refused the value');
    expect(encode)
      .to.throw()
      .with.deep.include({ codec: 'own', cause: boom, context: { topic: 'orders' } });
  });

  it('passes errors of the library on', () => {
    const own = new InvalidArgumentError('value', 'whole');
    expect(() => encodeBody(codecThat(fail(own)), 1, 'orders')).to.throw(own);
  });

  it('refuses a codec that gives no bytes', () => {
    expect(() =>
      encodeBody(
        codecThat(() => 'text' as never),
        1,
        'orders',
      ),
    ).to.throw(PayloadEncodeError, 'something else than bytes');
  });

  it('refuses an empty body, as brokers do', () => {
    expect(() => encodeBody(text, '', 'orders')).to.throw(PayloadEncodeError, 'brokers refuse empty bodies');
  });
});
