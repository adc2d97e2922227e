import { expect } from 'chai';
import { PayloadDecodeError, PayloadEncodeError, UnknownCodecError } from '../../src/errors/payload-error.js';
import { ConnectTimeoutError } from '../../src/errors/transport-error.js';

const issues = [{ message: 'not "secret"', path: ['lines', 0] }];

for (const ErrorClass of [PayloadEncodeError, PayloadDecodeError])
  describe(ErrorClass.className, () => {
    const error = new ErrorClass('json', 'why', issues, { topic: 'orders', cause: new TypeError('secret') });

    it('names codec, reason and issues', () => {
      expect(error.message).to.match(/^Cannot (?:en|de)code a body with the codec json: why$/);
      expect(error).to.deep.include({
        codec: 'json',
        issues,
        retriable: false,
        context: { topic: 'orders' },
      });
    });

    it('keeps words that may quote the body out of its JSON', () => {
      const plain = JSON.parse(JSON.stringify(error)) as object;
      expect(plain).to.deep.include({ issues: [{ path: ['lines', 0] }], cause: { name: 'TypeError' } });
      expect(JSON.stringify(plain)).not.to.include('secret');
    });

    it('describes a cause of the library', () => {
      const cause = new ConnectTimeoutError('10.0.0.1:10911', 3000);
      expect(new ErrorClass('json', 'why', [], { cause }).toJSON()['cause']).to.include({ code: cause.code });
    });

    it('has no cause in its JSON when it has none', () => {
      expect(new ErrorClass('json', 'why').toJSON()).not.to.have.property('cause');
    });
  });

describe('UnknownCodecError', () => {
  it('says which codecs there are', () => {
    expect(new UnknownCodecError('avro', ['bytes', 'text'])).to.deep.include({
      message: 'There is no codec avro, only bytes, text',
      codec: 'avro',
      known: ['bytes', 'text'],
    });
  });
});
