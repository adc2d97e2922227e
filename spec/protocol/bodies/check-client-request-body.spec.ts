import { expect } from 'chai';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import {
  decodeCheckClientRequestBody,
  encodeCheckClientRequestBody,
} from '../../../src/protocol/bodies/check-client-request-body.js';
import { bodyOf, goldenFrames } from '../support/golden.js';

describe('decodeCheckClientRequestBody', () => {
  it('reads and writes what the Java client sends', () => {
    const frames = goldenFrames.filter(({ kind, code }) => kind === 'request' && code === 46);
    expect(frames).to.not.be.empty;
    for (const frame of frames) {
      const request = decodeCheckClientRequestBody(bodyOf(frame));
      expect(request.subscriptionData?.expressionType, frame.name).to.equal('SQL92');
      expect(JSON.parse(encodeCheckClientRequestBody(request).toString()), frame.name).to.deep.equal(
        JSON.parse(bodyOf(frame).toString()),
      );
    }
  });

  it('takes what is absent as absent', () => {
    expect(decodeCheckClientRequestBody(Buffer.from('{"namespace":"NS"}'))).to.deep.equal({
      clientId: '',
      group: '',
      namespace: 'NS',
    });
  });

  it('reads a subscription of any type', () => {
    const typeOf = (json: string): string | undefined =>
      decodeCheckClientRequestBody(Buffer.from(json)).subscriptionData?.expressionType;
    expect(typeOf('{"subscriptionData":{"expressionType":"REGEX"}}')).to.equal('REGEX');
    expect(typeOf('{"subscriptionData":{}}')).to.equal('TAG');
  });

  it('refuses a subscription that is none', () => {
    const body = Buffer.from('{"subscriptionData":{"tagsSet":"TagA"}}');
    expect(() => decodeCheckClientRequestBody(body)).to.throw(DecodeError, 'tagsSet');
  });
});
