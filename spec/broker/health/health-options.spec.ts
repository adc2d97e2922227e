import { expect } from 'chai';
import { resolveHealthOptions } from '../../../src/broker/health/health-options.js';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';

describe('resolveHealthOptions', () => {
  it('has defaults for everything, frozen', () => {
    const options = resolveHealthOptions();
    expect(options).to.deep.equal({
      degradedLatencyMs: 500,
      degradedSuccessRate: 0.95,
      unhealthySuccessRate: 0.7,
      windowMs: 30_000,
      minSamples: 20,
      failuresToUnhealthy: 3,
      failuresToSuspend: 5,
      dialFailuresToSuspend: 2,
      suspendMs: 2000,
      suspendGrowth: 2,
      maxSuspendMs: 30_000,
      suspensionsToFail: 5,
      successesToRecover: 3,
      probeIntervalMs: 1000,
      idleProbeIntervalMs: 0,
    });
    expect(options).to.be.frozen;
  });

  for (const [given, problem] of [
    [{ degradedSuccessRate: 1.2 }, 'health.degradedSuccessRate must be a number from 0 to 1'],
    [{ degradedSuccessRate: 0.6 }, 'at most degradedSuccessRate, which is 0.6, not 0.7'],
    [{ failuresToSuspend: 3 }, 'more than failuresToUnhealthy, which is 3, not 3'],
    [{ maxSuspendMs: 1000 }, 'at least suspendMs, which is 2000, not 1000'],
    [{ idleProbeIntervalMs: 10 }, '0 or at least probeIntervalMs, which is 1000, not 10'],
    [{ suspendGrowth: 0.5 }, 'health.suspendGrowth must be a number of at least 1, not 0.5'],
    [{ suspendTime: 1 }, 'the nearest is "suspendMs"'],
  ] as const)
    it(`refuses ${JSON.stringify(given)}`, () => {
      expect(() => resolveHealthOptions(given as object)).to.throw(InvalidArgumentError, problem);
    });
});
