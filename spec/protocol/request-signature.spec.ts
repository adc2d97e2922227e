import { expect } from 'chai';
import { EmptyHeader } from '../../src/protocol/headers/empty-header.js';
import { createRequest } from '../../src/protocol/remoting-command.js';
import { signatureOf } from '../../src/protocol/request-signature.js';
import { vectors } from './support/golden.js';

interface SignatureVector {
  readonly extFields: Readonly<Record<string, string>>;
  readonly bodyBase64: string | null;
  readonly secretKey: string;
  readonly signature: string;
}

const requestOf = ({ bodyBase64, extFields }: SignatureVector) => {
  const body = bodyBase64 === null ? undefined : Buffer.from(bodyBase64, 'base64');
  return createRequest(10, EmptyHeader, {}, body).withExtFields(extFields);
};

describe('signatureOf', () => {
  it('is what the Java classes compute', () => {
    const all = vectors('acl-signature') as readonly SignatureVector[];
    expect(all).to.not.be.empty;
    for (const vector of all)
      expect(signatureOf(requestOf(vector), vector.secretKey, () => true)).to.equal(vector.signature);
  });

  it('is not changed by the signature that the request has, nor by fields that are not signed', () => {
    const [vector] = vectors('acl-signature') as readonly SignatureVector[];
    const request = requestOf(vector!).withExtFields({ Signature: 'another', Mark: 'later' });
    expect(signatureOf(request, vector!.secretKey, (field) => field !== 'Mark')).to.equal(vector!.signature);
  });
});
