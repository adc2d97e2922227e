import { expect } from 'chai';
import { createRequest, EmptyHeader } from '../../../src/protocol/index.js';
import { accept } from '../../../src/testing/server/accept.js';
import { Refusal } from '../../../src/testing/server/refusal.js';
import { refusingWith } from '../../../src/testing/server/refusing-with.js';
import { somePeer } from '../support/ask.js';

const request = createRequest(34, EmptyHeader, {});
const fields = { MSG_REGION: 'DefaultRegion' };

describe('refusingWith', () => {
  it('adds the fields to what is refused', () => {
    const handler = refusingWith(fields, () => {
      throw new Refusal(16, 'forbidden');
    });
    expect(() => handler(request, somePeer))
      .to.throw(Refusal, 'forbidden')
      .that.includes({ code: 16, fields });
  });

  it('leaves answers and other failures as they are', () => {
    const answer = accept();
    expect(refusingWith(fields, () => answer)(request, somePeer)).to.equal(answer);
    const failure = new TypeError('broken');
    const handler = refusingWith(fields, () => {
      throw failure;
    });
    expect(() => handler(request, somePeer)).to.throw(failure);
  });
});
