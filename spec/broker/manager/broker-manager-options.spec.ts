import { expect } from 'chai';
import { resolveHealthOptions } from '../../../src/broker/health/health-options.js';
import { resolveBrokerManagerOptions } from '../../../src/broker/manager/broker-manager-options.js';
import { roundRobin } from '../../../src/broker/manager/pick-strategy.js';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';

describe('resolveBrokerManagerOptions', () => {
  it('has defaults for everything, frozen', () => {
    const options = resolveBrokerManagerOptions();
    expect(options).to.deep.equal({
      health: resolveHealthOptions(),
      strategy: roundRobin,
      lookIntervalMs: 500,
      probeTimeoutMs: 3000,
      statsIntervalMs: 10_000,
    });
    expect(options).to.be.frozen;
  });

  it('names the option that is wrong, with its path', () => {
    expect(() => resolveBrokerManagerOptions({ health: { windowMs: 0 } })).to.throw(
      InvalidArgumentError,
      'brokers.health.windowMs must be',
    );
    expect(() => resolveBrokerManagerOptions({ strategy: 'fastest' as never })).to.throw(
      'brokers.strategy must be a function',
    );
  });
});
