import { expect } from 'chai';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import { decodeUserInfo, decodeUserInfos, encodeUserInfo } from '../../../src/protocol/bodies/user-info.js';

// As a broker of 5.3.3 answered LIST_USER.
const listed =
  '[{"password":"secret-of-admin","userStatus":"enable","userType":"Super","username":"admin"},' +
  '{"password":"pppp","userStatus":"disable","userType":"Normal","username":"u1"}]';

describe('decodeUserInfos', () => {
  it('reads what a broker answers, which is written the same', () => {
    const users = decodeUserInfos(Buffer.from(listed));
    expect(users.map(({ username, userType, userStatus }) => [username, userType, userStatus])).to.deep.equal(
      [
        ['admin', 'Super', 'enable'],
        ['u1', 'Normal', 'disable'],
      ],
    );
    expect(encodeUserInfo(users).toString()).to.equal(listed);
  });

  it('refuses what is no list of users', () => {
    for (const body of ['{}', '[1]', '[{"username":1}]', '['])
      expect(() => decodeUserInfos(Buffer.from(body)), body).to.throw(DecodeError, 'UserInfo');
  });
});

describe('decodeUserInfo', () => {
  it('leaves open what is not said', () => {
    const user = decodeUserInfo(Buffer.from('{"userType":"Super"}'));
    expect(user).to.deep.equal({
      username: undefined,
      password: undefined,
      userType: 'Super',
      userStatus: undefined,
    });
    expect(encodeUserInfo(user).toString()).to.equal('{"userType":"Super"}');
  });

  it('refuses a list', () => {
    expect(() => decodeUserInfo(Buffer.from(listed))).to.throw(DecodeError);
  });
});
