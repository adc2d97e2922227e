import { expect } from 'chai';
import { type BrokerHealth, unknownHealth } from '../../../src/broker/health/broker-health.js';
import { type HealthOptions, resolveHealthOptions } from '../../../src/broker/health/health-options.js';
import { needsProbe } from '../../../src/broker/health/needs-probe.js';

/** From which millisecond on a broker is probed, if ever within two minutes. */
function firstProbeAt(health: Partial<BrokerHealth>, options?: HealthOptions): number | undefined {
  const resolved = resolveHealthOptions(options);
  for (let now = 0; now <= 120_000; now += 500)
    if (needsProbe({ ...unknownHealth(0), ...health }, now, resolved)) return now;
  return undefined;
}

describe('needsProbe', () => {
  it('leaves alone what nobody has used', () => {
    expect(firstProbeAt({ state: 'unknown' })).to.equal(undefined);
    expect(firstProbeAt({ state: 'unknown', consecutiveFailures: 1, heardAt: 500 })).to.equal(1500);
  });

  it('leaves a healthy broker alone as long as there is traffic', () => {
    const healthy = { state: 'healthy', heardAt: 10_000 } as const;
    expect(firstProbeAt(healthy), 'by default for good').to.equal(undefined);
    expect(firstProbeAt(healthy, { idleProbeIntervalMs: 60_000 })).to.equal(70_000);
  });

  it('asks a broker in doubt after a second of silence', () => {
    expect(firstProbeAt({ state: 'degraded', heardAt: 2000 })).to.equal(3000);
    expect(firstProbeAt({ state: 'unhealthy', heardAt: 2000 }, { probeIntervalMs: 5000 })).to.equal(7000);
  });

  it('lets a suspension pass, and then asks at once', () => {
    expect(firstProbeAt({ state: 'suspended', suspendedUntil: 2000 })).to.equal(undefined);
    expect(firstProbeAt({ state: 'recovering', since: 2000, heardAt: 1500 })).to.equal(0);
    expect(firstProbeAt({ state: 'recovering', since: 2000, heardAt: 2500 })).to.equal(3500);
  });

  it('asks a failed broker when its next try is due', () => {
    expect(firstProbeAt({ state: 'failed', suspendedUntil: 30_000, heardAt: 0 })).to.equal(30_000);
  });
});
