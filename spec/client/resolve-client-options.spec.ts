import { expect } from 'chai';
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
      remoting: {},
      connector: undefined,
      runtime: {},
    });
  });

  it('is frozen', () => {
    expect(resolveClientOptions({ nameServers })).to.be.frozen;
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
    [{ requestTimeoutMs: 0 }, 'options.requestTimeoutMs'],
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
    const options = resolveClientOptions({ nameServers, tls: { key: 'PRIVATE', passphrase: 'SECRET' } });
    expect(JSON.stringify(options)).not.to.match(/PRIVATE|SECRET/);
    expect(options.tls).to.include({ key: 'PRIVATE', passphrase: 'SECRET' });
  });
});
