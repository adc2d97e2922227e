import { expect } from 'chai';
import { RequestCode } from '../../../src/protocol/index.js';
import { accessRequests, asked } from './access-requests.js';

const {
  AUTH_CREATE_USER: create,
  AUTH_UPDATE_USER: update,
  AUTH_DELETE_USER: remove,
  AUTH_GET_USER: get,
  AUTH_LIST_USER: list,
} = RequestCode;
const superUserOnly = 'The super user can only be';

// Remarks and bodies are those of 5.3.3.
describe('createUserRequests', () => {
  it('make, change, tell and delete users, with what they forget to say', () => {
    const { ask } = accessRequests();
    const username = 'u';
    const done = { code: 0, remark: 'not set any response code', body: '' };
    expect(ask(create, { username }, { username: 'other', password: 'p', userType: 'Weird' })).to.deep.equal(
      done,
    );
    expect(ask(get, { username }).body).to.equal(
      '{"password":"p","userStatus":"enable","userType":"Normal","username":"u"}',
    );
    expect(ask(update, { username }, { userStatus: 'DISABLE', userType: 'super' })).to.deep.equal(done);
    expect(ask(update, { username }, { password: ' ', userStatus: 'odd' })).to.deep.equal(done);
    expect(ask(get, { username }).body).to.equal(
      '{"password":"p","userStatus":"disable","userType":"Super","username":"u"}',
    );
    expect(
      ask(update, { username }, { password: 'q', userType: 'Normal', userStatus: 'enable' }).code,
    ).to.equal(0);
    expect(ask(list, {}).body).to.equal(
      '[{"password":"hidden-secret","userStatus":"enable","userType":"Super","username":"admin"},' +
        '{"password":"q","userStatus":"enable","userType":"Normal","username":"u"}]',
    );
    expect(ask(list, { filter: 'x' })).to.deep.equal(done);
    expect(ask(remove, { username })).to.deep.equal(done);
    expect(ask(remove, { username })).to.deep.equal(done);
    expect(ask(get, { username })).to.deep.equal(done);
  });

  it('refuse names and passwords that are none, and users that are there, or not', () => {
    const { ask } = accessRequests();
    const refusals = [
      [29, 'The username is blank', ask(create, {}, { password: 'p' })],
      [16, 'username can not be blank', ask(create, { username: ' ' }, { password: 'p' })],
      [16, 'password can not be blank', ask(create, { username: 'u' }, {})],
      [16, 'The user is existed', ask(create, { username: 'admin' }, { password: 'p' })],
      [29, 'The username is blank', ask(update, {}, {})],
      [16, 'The user is not exist', ask(update, { username: 'u' }, {})],
      [16, 'username can not be blank', ask(remove, { username: '' })],
      [29, 'The username is blank', ask(get, { username: ' ' })],
    ] as const;
    for (const [code, remark, answer] of refusals)
      expect(answer, remark).to.deep.equal({ code, remark, body: '' });
    expect(ask(create, { username: 'u' }).code).to.equal(1);
  });

  it('let nobody but super users make, change or delete super users', () => {
    const { ask } = accessRequests();
    ask(create, { username: 'u' }, { password: 'p' });
    const by = { AccessKey: 'u' };
    const refusals = [
      [
        1,
        `${superUserOnly} create by super user`,
        ask(create, { ...by, username: 'v' }, { userType: 'Super' }),
      ],
      [
        1,
        `${superUserOnly} update by super user`,
        ask(update, { ...by, username: 'u' }, { userType: 'Super' }),
      ],
      [16, `${superUserOnly} update by super user`, ask(update, { ...by, username: 'admin' }, {})],
      [16, `${superUserOnly} update by super user`, ask(remove, { ...by, username: 'admin' })],
    ] as const;
    for (const [code, remark, answer] of refusals) expect(answer).to.deep.equal({ code, remark, body: '' });
    expect(ask(update, { ...by, username: 'u' }, { password: 'q' }).code).to.equal(0);
    expect(ask(remove, { AccessKey: 'admin', username: 'admin' }).code).to.equal(0);
  });

  it('fail at a broker that checks nobody, after a look at what was asked', () => {
    const failed = { code: 1, remark: 'An system error occurred, please try again later.', body: '' };
    const username = 'u';
    for (const [code, body] of [
      [create, { password: 'p', userType: 'Super' }],
      [update, {}],
      [remove, undefined],
      [get, undefined],
      [list, undefined],
    ] as const)
      expect(asked(undefined)(code, { username }, body), `${code}`).to.deep.equal(failed);
    expect(asked(undefined)(create, { username }, {}).code).to.equal(16);
    expect(asked(undefined)(get, {}).code).to.equal(29);
  });
});
