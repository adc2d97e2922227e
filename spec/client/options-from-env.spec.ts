import { expect } from 'chai';
import { resolveClientOptions } from '../../src/client/resolve-client-options.js';
import { optionsFromEnv } from '../../src/client/options-from-env.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';

const all = {
  ROCKETMQ_NAME_SERVERS: 'a:9876;b:9876',
  ROCKETMQ_CLIENT_ID: 'me',
  ROCKETMQ_NAMESPACE: 'tenant',
  ROCKETMQ_ACCESS_KEY: 'key',
  ROCKETMQ_SECRET_KEY: 'secret',
  ROCKETMQ_SECURITY_TOKEN: 'token',
  ROCKETMQ_TLS: 'true',
  ROCKETMQ_SERIALIZE: 'binary',
  ROCKETMQ_LANGUAGE: 'NODE_JS',
  ROCKETMQ_REQUEST_TIMEOUT_MS: '4000',
  ROCKETMQ_HEARTBEAT_INTERVAL_MS: '5000',
  ROCKETMQ_ROUTE_REFRESH_INTERVAL_MS: '6000',
};

describe('optionsFromEnv', () => {
  it('reads every variable into an option that a client takes', () => {
    const options = optionsFromEnv({ ...all, PATH: '/bin' });
    expect(options).to.deep.equal({
      nameServers: 'a:9876;b:9876',
      clientId: 'me',
      namespace: 'tenant',
      credentials: { accessKey: 'key', secretKey: 'secret', securityToken: 'token' },
      tls: true,
      serialize: 'binary',
      language: 'NODE_JS',
      requestTimeoutMs: 4000,
      heartbeatIntervalMs: 5000,
      routeRefreshIntervalMs: 6000,
    });
    expect(() => resolveClientOptions({ nameServers: '', ...options })).not.to.throw();
  });

  it('leaves out what is missing or empty', () => {
    expect(optionsFromEnv({})).to.deep.equal({});
    const empty = Object.fromEntries(Object.keys(all).map((name) => [name, '']));
    expect(optionsFromEnv(empty)).to.deep.equal({});
  });

  it('needs no security token', () => {
    const { credentials } = optionsFromEnv({ ...all, ROCKETMQ_SECURITY_TOKEN: undefined });
    expect(credentials).to.deep.equal({ accessKey: 'key', secretKey: 'secret' });
  });

  for (const [name, value] of [
    ['ROCKETMQ_TLS', 'yes'],
    ['ROCKETMQ_SERIALIZE', 'JSON'],
    ['ROCKETMQ_LANGUAGE', 'CPP'],
    ['ROCKETMQ_REQUEST_TIMEOUT_MS', '3s'],
    ['ROCKETMQ_HEARTBEAT_INTERVAL_MS', '-1'],
    ['ROCKETMQ_ACCESS_KEY', ''],
    ['ROCKETMQ_SECRET_KEY', ''],
  ] as const) {
    it(`refuses ${name}=${value} by name`, () => {
      const read = () => optionsFromEnv({ ...all, [name]: value });
      expect(read).to.throw(InvalidArgumentError).with.property('path', name);
      expect(read).not.to.throw(/secret|key$/);
    });
  }
});
