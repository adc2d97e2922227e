import { expect } from 'chai';
import type { Certificates } from '../../tools/rocketmq/certificates.js';
import { prepareTls, tlsProperties } from '../../tools/rocketmq/cluster-tls.js';

const files: Certificates = {
  ca: '/tls/ca.pem',
  serverKey: '/tls/server.key',
  serverCertificate: '/tls/server.pem',
  clientKey: '/tls/client.key',
  clientCertificate: '/tls/client.pem',
};

describe('tlsProperties', () => {
  it('checks the certificates of clients when they must show one', () => {
    expect(tlsProperties(files, 'require')).to.include({
      'tls.server.need.client.auth': 'require',
      'tls.server.authClient': true,
      'tls.server.trustCertPath': '/tls/ca.pem',
    });
  });

  it('asks for none by default', () => {
    expect(tlsProperties(files)).to.include({
      'tls.server.need.client.auth': 'none',
      'tls.server.authClient': false,
    });
  });

  it('turns the self-signed certificates of the test mode off', () => {
    expect(tlsProperties(files)).to.include({ 'tls.test.mode.enable': false, 'tls.client.authServer': true });
  });
});

describe('prepareTls', () => {
  it('does nothing when nothing is asked for', async () => {
    expect(await prepareTls(undefined, '/run')).to.deep.equal({ jvmArgs: [] });
  });

  it('lets everybody speak TLS when plain connections are refused', async () => {
    expect(await prepareTls({ mode: 'enforcing', certificates: false }, '/run')).to.deep.equal({
      jvmArgs: ['-Dtls.server.mode=enforcing', '-Dtls.enable=true'],
      connection: { rejectUnauthorized: false },
    });
  });

  it('needs no certificates when TLS is off', async () => {
    expect(await prepareTls({ mode: 'disabled' }, '/run')).to.deep.equal({
      jvmArgs: ['-Dtls.server.mode=disabled'],
    });
  });
});
