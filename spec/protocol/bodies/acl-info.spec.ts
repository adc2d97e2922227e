import { expect } from 'chai';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import { decodeAclInfo, decodeAclInfos, encodeAclInfo } from '../../../src/protocol/bodies/acl-info.js';

// As a broker of 5.3.3 answered GET_ACL.
const answered =
  '{"policies":[{"entries":[{"actions":["Pub","Sub"],"decision":"Allow","resource":"Topic:T","sourceIps":["192.168.0.0/24"]},' +
  '{"actions":["All"],"decision":"Deny","resource":"Group:g*"}],"policyType":"Custom"},' +
  '{"entries":[{"actions":["Sub"],"decision":"Allow","resource":"Topic:*"}],"policyType":"Default"}],"subject":"User:u1"}';

describe('decodeAclInfo', () => {
  it('reads what a broker answers, which is written the same', () => {
    const acl = decodeAclInfo(Buffer.from(answered));
    expect(acl.subject).to.equal('User:u1');
    expect(acl.policies.map(({ policyType, entries }) => [policyType, entries.length])).to.deep.equal([
      ['Custom', 2],
      ['Default', 1],
    ]);
    expect(encodeAclInfo(acl).toString()).to.equal(answered);
  });

  it('leaves open what is not said', () => {
    expect(decodeAclInfo(Buffer.from('{"policies":[{"entries":[{}]},{}]}'))).to.deep.equal({
      subject: undefined,
      policies: [
        {
          policyType: undefined,
          entries: [{ actions: undefined, decision: undefined, resource: undefined, sourceIps: undefined }],
        },
        { policyType: undefined, entries: [] },
      ],
    });
  });

  it('refuses actions that are no list', () => {
    const body = Buffer.from('{"policies":[{"entries":[{"actions":"Pub"}]}]}');
    expect(() => decodeAclInfo(body)).to.throw(DecodeError, 'AclInfo.policies.entries');
  });
});

describe('decodeAclInfos', () => {
  it('reads many', () => {
    const list = `[${answered},${answered}]`;
    expect(encodeAclInfo(decodeAclInfos(Buffer.from(list))).toString()).to.equal(list);
    expect(() => decodeAclInfos(Buffer.from(answered))).to.throw(DecodeError, 'AclInfo');
  });
});
