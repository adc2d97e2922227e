import { expect } from 'chai';
import { accessControl } from '../../tools/rocketmq/access-control.js';

const admin = { accessKey: 'admin', secretKey: 'secret-of-admin' };

describe('accessControl', () => {
  it('is off unless asked for', () => {
    expect(accessControl('5.3.3', undefined)).to.deep.equal({ brokerConfig: {}, brokerFiles: {} });
  });

  it('gives 4.9 a file of accounts', () => {
    const { brokerConfig, brokerFiles } = accessControl('4.9.7', { admin, accounts: '- accessKey: other\n' });
    expect(brokerConfig).to.deep.equal({ aclEnable: true });
    expect(brokerFiles['conf/plain_acl.yml']).to.equal(
      'accounts:\n- accessKey: admin\n  secretKey: secret-of-admin\n  admin: true\n- accessKey: other\n',
    );
  });

  it('gives 5.x a first user, and brokers the same to talk to each other', () => {
    expect(accessControl('5.5.0', { admin }).brokerConfig).to.include({
      authenticationEnabled: true,
      authorizationEnabled: true,
      initAuthenticationUser: '{"username":"admin","password":"secret-of-admin"}',
      innerClientAuthenticationCredentials: '{"accessKey":"admin","secretKey":"secret-of-admin"}',
    });
  });
});
