import { expect } from 'chai';
import { RequestCode } from '../../../src/protocol/index.js';
import { accessRequests, asked } from './access-requests.js';

const {
  AUTH_CREATE_USER,
  AUTH_DELETE_USER,
  AUTH_CREATE_ACL: create,
  AUTH_UPDATE_ACL: update,
  AUTH_DELETE_ACL: remove,
  AUTH_GET_ACL: get,
  AUTH_LIST_ACL: list,
} = RequestCode;
const done = { code: 0, remark: 'not set any response code', body: '' };
const subject = 'User:u';
const allow = (resource: string, policyType?: string) => ({
  policies: [{ policyType, entries: [{ resource, actions: ['Pub'], decision: 'Allow' }] }],
});
const told = (resource: string) => `{"actions":["Pub"],"decision":"Allow","resource":"${resource}"}`;

function setUp() {
  const { ask, store } = accessRequests();
  ask(AUTH_CREATE_USER, { username: 'u' }, { password: 'p' });
  return { ask, store };
}

// Remarks and bodies are those of 5.3.3.
describe('createPolicyRequests', () => {
  it('give rules, by either request, tell them and take them away', () => {
    const { ask } = setUp();
    expect(ask(get, { subject })).to.deep.equal(done);
    expect(ask(update, { subject }, allow('Topic:T'))).to.deep.equal(done);
    expect(ask(create, { subject }, allow('Group:g*'))).to.deep.equal(done);
    expect(ask(create, { subject }, allow('Topic:*', 'Default'))).to.deep.equal(done);
    expect(ask(get, { subject }).body).to.equal(
      `{"policies":[{"entries":[${told('Topic:T')},${told('Group:g*')}],"policyType":"Custom"},` +
        `{"entries":[${told('Topic:*')}],"policyType":"Default"}],"subject":"User:u"}`,
    );
    expect(ask(remove, { subject, resource: 'Group:zz' })).to.deep.equal(done);
    expect(ask(remove, { subject, resource: 'Topic:T' })).to.deep.equal(done);
    expect(ask(remove, { subject, resource: 'Topic:*', policyType: 'default' })).to.deep.equal(done);
    expect(ask(get, { subject }).body).to.equal(
      `{"policies":[{"entries":[${told('Group:g*')}],"policyType":"Custom"}],"subject":"User:u"}`,
    );
    expect(ask(remove, { subject, resource: 'Group:g*' })).to.deep.equal(done);
    expect(ask(get, { subject })).to.deep.equal(done);
  });

  it('take away everything for a resource that they do not understand', () => {
    const { ask } = setUp();
    ask(create, { subject }, allow('Topic:T'));
    ask(create, { subject }, allow('Topic:*', 'Default'));
    expect(ask(remove, { subject, resource: 'T' })).to.deep.equal(done);
    expect(ask(get, { subject })).to.deep.equal(done);
  });

  it('take the subject of the body before that of the header', () => {
    const { ask } = setUp();
    ask(create, { subject: 'User:admin' }, { subject, ...allow('Topic:T') });
    expect(ask(get, { subject }).body).to.contain('Topic:T');
    expect(ask(get, { subject: 'User:admin' })).to.deep.equal(done);
  });

  it('list the rules of all users, or some of them', () => {
    const { ask } = setUp();
    ask(create, { subject }, allow('Topic:T'));
    ask(create, { subject }, allow('Group:g'));
    ask(create, { subject: 'User:admin' }, allow('Topic:T2'));
    const subjectsAndRules = (fields: Readonly<Record<string, string>>) =>
      [...ask(list, fields).body.matchAll(/"(?:resource|subject)":"([^"]*)"/g)].map(([, text]) => text);
    expect(subjectsAndRules({})).to.deep.equal(['Topic:T2', 'User:admin', 'Topic:T', 'Group:g', 'User:u']);
    expect(subjectsAndRules({ subjectFilter: 'min' })).to.deep.equal(['Topic:T2', 'User:admin']);
    expect(subjectsAndRules({ resourceFilter: 'Group' })).to.deep.equal(['Group:g', 'User:u']);
    expect(ask(list, { resourceFilter: 'zz' })).to.deep.equal(done);
    expect(ask(list, { subjectFilter: 'zz' })).to.deep.equal(done);
  });

  it('forget the rules of a user who is deleted', () => {
    const { ask } = setUp();
    ask(create, { subject }, allow('Topic:T'));
    ask(AUTH_DELETE_USER, { username: 'u' });
    expect(ask(list, {})).to.deep.equal(done);
    ask(AUTH_CREATE_USER, { username: 'u' }, { password: 'p' });
    expect(ask(get, { subject })).to.deep.equal(done);
  });

  it('refuse subjects that are none or not there, and bodies without rules', () => {
    const { ask } = setUp();
    const nobody = { subject: 'User:nobody' };
    const refusals = [
      [16, 'The subject of User:nobody is not exist.', ask(create, nobody, allow('Topic:T'))],
      [1, 'An system error occurred, please try again later.', ask(create, { subject: 'u' }, allow('*'))],
      [16, 'The policies is empty.', ask(update, { subject }, { policies: [{}] })],
      [16, 'The subject is null.', ask(remove, { subject: 'u' })],
      [16, 'The subject is not exist.', ask(remove, nobody)],
      [16, 'The acl is not exist.', ask(remove, { subject })],
      [16, 'The subject is not exist.', ask(get, nobody)],
    ] as const;
    for (const [code, remark, answer] of refusals)
      expect(answer, remark).to.deep.equal({ code, remark, body: '' });
    expect(ask(create, { subject }, {}).remark).to.contain('The body of acl is null');
    expect(ask(create, { subject }).code).to.equal(1);
    expect(ask(get, { subject: 'Group:g' }).code).to.equal(1);
  });

  it('fail at a broker that checks nobody, after a look at what was asked', () => {
    const ask = asked(undefined);
    const failed = { code: 1, remark: 'An system error occurred, please try again later.', body: '' };
    expect(ask(create, { subject }, allow('Topic:T'))).to.deep.equal(failed);
    expect(ask(remove, { subject })).to.deep.equal(failed);
    expect(ask(create, { subject }, { policies: [{}] }).code).to.equal(16);
    expect(ask(get, { subject }).remark).to.equal(
      'java.lang.IllegalStateException: The authenticationMetadataProvider is not configured., org.apache.rocketmq.auth.authorization.manager.AuthorizationMetadataManagerImpl.getAuthenticationMetadataProvider(AuthorizationMetadataManagerImpl.java:273)',
    );
    expect(ask(list, {}).remark).to.equal(
      'java.lang.IllegalStateException: The authorizationMetadataProvider is not configured., org.apache.rocketmq.auth.authorization.manager.AuthorizationMetadataManagerImpl.getAuthorizationMetadataProvider(AuthorizationMetadataManagerImpl.java:280)',
    );
  });
});
