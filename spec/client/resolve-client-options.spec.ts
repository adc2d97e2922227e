import { inspect } from 'node:util';
import { expect } from 'chai';
import { VirtualTimeScheduler } from 'rxjs';
import { resolveClientOptions } from '../../src/client/resolve-client-options.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';

const nameServers = 'localhost:9876';

/** The path that the refusal names. */
const refusal = (options: object): string => {
  try {
    resolveClientOptions({ nameServers, ...options });
  } catch (error) {
    expect(error).to.be.instanceOf(InvalidArgumentError);
    return (error as InvalidArgumentError).path;
  }
  return 'accepted';
};

describe('resolveClientOptions', () => {
  it('fills in every default', () => {
    const { delayLevelsMs, ...rest } = resolveClientOptions({ nameServers });
    expect(delayLevelsMs).to.have.length(18);
    expect(rest).to.deep.equal({
      nameServers: ['localhost:9876'],
      clientId: undefined,
      serialize: 'json',
      language: 'OTHER',
      tls: false,
      requestTimeoutMs: 3000,
      heartbeatIntervalMs: 30_000,
      routeRefreshIntervalMs: 30_000,
      missingTopicIntervalMs: 1000,
      brokers: {},
      codecs: [],
      compressions: [],
      credentials: undefined,
      handlers: [],
      interceptors: [],
      namespace: undefined,
      unitName: undefined,
      unitMode: false,
      vipChannel: false,
      remoting: {},
      pool: {},
      connector: undefined,
      runtime: {},
    });
  });

  it('is frozen, with all of its parts', () => {
    const options = resolveClientOptions({ nameServers, tls: { servername: 'mq' }, remoting: {} });
    for (const part of [options, options.nameServers, options.delayLevelsMs, options.tls, options.remoting])
      expect(part).to.be.frozen;
    expect(resolveClientOptions({ nameServers, delayLevelsMs: [1] }).delayLevelsMs).to.be.frozen;
  });

  it('keeps a runtime as it is, and out of JSON: schedulers refer to themselves', () => {
    const scheduler = new VirtualTimeScheduler();
    scheduler.schedule(() => undefined, 1);
    const options = resolveClientOptions({ nameServers, runtime: { scheduler } });
    expect(options.runtime.scheduler).to.equal(scheduler);
    expect(JSON.parse(JSON.stringify(options)))
      .to.include({ requestTimeoutMs: 3000 })
      .and.not.have.property('runtime');
  });

  it('takes a pool that forgets nothing, or not between two heartbeats', () => {
    for (const forgetAfterMs of [0, 60_000]) {
      const { pool } = resolveClientOptions({ nameServers, pool: { size: 2, forgetAfterMs } });
      expect(pool).to.deep.equal({ size: 2, forgetAfterMs }).and.to.be.frozen;
    }
  });

  it('takes `true` and `false` for TLS', () => {
    expect([
      resolveClientOptions({ nameServers, tls: true }).tls,
      resolveClientOptions({ nameServers, tls: false }).tls,
    ]).to.deep.equal([{}, false]);
  });

  it('reads name servers from a list, or a text that separates them by ";"', () => {
    const lists = ['a:1;b:2', ' a:1 ; b:2 ;', ['a:1', 'b:2']].map(
      (given) => resolveClientOptions({ nameServers: given }).nameServers,
    );
    expect(lists).to.deep.equal([
      ['a:1', 'b:2'],
      ['a:1', 'b:2'],
      ['a:1', 'b:2'],
    ]);
  });

  for (const [options, path] of [
    [{ nameServers: undefined }, 'options.nameServers'],
    [{ nameServers: ['a:1', 7] }, 'options.nameServers[1]'],
    [{ nameServers: ['a:1', 'b'] }, 'options.nameServers[1]'],
    [{ clientId: '' }, 'options.clientId'],
    [{ serialize: 'JSON' }, 'options.serialize'],
    [{ language: 'CPP' }, 'options.language'],
    [{ tls: 'yes' }, 'options.tls'],
    [{ tls: null }, 'options.tls'],
    [{ tls: { keyFile: 'x' } }, 'options.tls.keyFile'],
    [{ tls: { key: 'PEM' } }, 'options.tls'],
    [{ requestTimeoutMs: 0 }, 'options.requestTimeoutMs'],
    [{ requestTimeoutMs: 2 ** 31 }, 'options.requestTimeoutMs'],
    [{ routeRefreshIntervalMs: 99 }, 'options.routeRefreshIntervalMs'],
    [{ routeRefreshIntervalMs: 2 ** 31 }, 'options.routeRefreshIntervalMs'],
    [{ missingTopicIntervalMs: 2 ** 31 }, 'options.missingTopicIntervalMs'],
    [{ heartbeatIntervalMs: 999 }, 'options.heartbeatIntervalMs'],
    [{ remoting: 7 }, 'options.remoting'],
    [{ remoting: { sweepMs: 1 } }, 'options.remoting.sweepMs'],
    [{ remoting: { transport: { keepAlive: 1 } } }, 'options.remoting.transport.keepAlive'],
    [{ pool: { size: 0 } }, 'options.pool.size'],
    [{ pool: { connections: 2 } }, 'options.pool.connections'],
    [{ pool: { idleTimeoutMs: 5000, forgetAfterMs: 30_000 } }, 'options.pool.forgetAfterMs'],
    [{ runtime: null }, 'options.runtime'],
    [{ heartbeatIntervalMs: 60_001 }, 'options.heartbeatIntervalMs'],
    [{ delayLevelsMs: [] }, 'options.delayLevelsMs'],
    [{ delayLevelsMs: [1000, '2s'] }, 'options.delayLevelsMs[1]'],
    [{ connector: {} }, 'options.connector'],
    [{ nameservers: 'a:1' }, 'options.nameservers'],
  ] as const) {
    it(`refuses ${JSON.stringify(options)} by name`, () => {
      expect(refusal(options)).to.equal(path);
    });
  }

  it('does not tell the private key or its passphrase in JSON', () => {
    const tls = { cert: 'CERT', key: 'PRIVATE', passphrase: 'SECRET' };
    const options = resolveClientOptions({ nameServers, tls });
    expect(JSON.stringify(options)).not.to.match(/PRIVATE|SECRET/);
    expect(inspect(options, { depth: 9, showHidden: false })).not.to.match(/PRIVATE|SECRET/);
    expect(options.tls).to.include(tls);
  });
});
