import { expect } from 'chai';
import fc from 'fast-check';
import { type BrokerHealthState, unknownHealth } from '../../../src/broker/health/broker-health.js';
import {
  bestOf,
  leastInFlight,
  leastLatency,
  type PickCandidate,
  roundRobin,
} from '../../../src/broker/manager/pick-strategy.js';

interface Sketch {
  readonly latencyMs?: number | undefined;
  readonly inFlight?: number;
  readonly state?: BrokerHealthState;
}

const candidates = (...sketches: readonly Sketch[]): readonly PickCandidate[] =>
  sketches.map(({ latencyMs, inFlight = 0, state = 'healthy' }, index) => ({
    address: `10.0.0.${index}:10911`,
    inFlight,
    health: { ...unknownHealth(0), state, latencyMs },
  }));

const anyCandidates = fc
  .array(
    fc.record({
      latencyMs: fc.option(fc.nat(3), { nil: undefined }),
      inFlight: fc.nat(3),
      state: fc.constantFrom<BrokerHealthState>(
        'unknown',
        'healthy',
        'degraded',
        'unhealthy',
        'suspended',
        'failed',
        'recovering',
      ),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((sketches) => candidates(...sketches));

describe('pick strategies', () => {
  it('roundRobin takes one after the other', () => {
    const three = candidates({}, {}, {});
    expect([0, 1, 2, 3].map((turn) => roundRobin(three, turn))).to.deep.equal([0, 1, 2, 0]);
  });

  it('leastLatency takes the fastest, those that were never measured first', () => {
    expect(leastLatency(candidates({ latencyMs: 9 }, { latencyMs: 3 }, { latencyMs: 5 }), 0)).to.equal(1);
    expect(leastLatency(candidates({ latencyMs: 0 }, {}), 0)).to.equal(1);
  });

  it('leastInFlight takes the one that owes the fewest answers', () => {
    expect(leastInFlight(candidates({ inFlight: 2 }, { inFlight: 1 }, { inFlight: 4 }), 0)).to.equal(1);
  });

  it('take turns among equals', () => {
    const equal = candidates({ inFlight: 1 }, { inFlight: 0 }, { inFlight: 0 });
    expect([0, 1, 2, 3].map((turn) => leastInFlight(equal, turn))).to.deep.equal([1, 1, 2, 1]);
  });

  it('always choose one of the least', () => {
    fc.assert(
      fc.property(anyCandidates, fc.nat(100), (given, turn) => {
        const least = Math.min(...given.map(({ inFlight }) => inFlight));
        expect(given[leastInFlight(given, turn)]?.inFlight).to.equal(least);
        const latencies = given.map(({ health }) => health.latencyMs ?? -1);
        expect(latencies[leastLatency(given, turn)]).to.equal(Math.min(...latencies));
        expect(given[roundRobin(given, turn)]).not.to.equal(undefined);
      }),
    );
  });
});

describe('bestOf', () => {
  it('keeps those in the best of the states that are there', () => {
    const states = (...given: BrokerHealthState[]): readonly string[] =>
      bestOf(candidates(...given.map((state) => ({ state })))).map(({ health }) => health.state);
    expect(states('degraded', 'healthy', 'unknown', 'failed')).to.deep.equal(['healthy', 'unknown']);
    expect(states('recovering', 'degraded', 'unhealthy')).to.deep.equal(['degraded']);
    expect(states('recovering', 'unhealthy'), 'not before its first answer').to.deep.equal(['unhealthy']);
    expect(states('recovering', 'suspended')).to.deep.equal(['recovering']);
    expect(states('failed', 'suspended', 'unhealthy')).to.deep.equal(['unhealthy']);
    expect(states('failed', 'suspended')).to.deep.equal(['suspended']);
    expect(states('failed', 'failed')).to.deep.equal(['failed', 'failed']);
  });

  it('takes a recovering broker before an unhealthy one once it has answered', () => {
    const [unhealthy, recovering] = candidates({ state: 'unhealthy' }, { state: 'recovering' });
    const answered = { ...recovering!, health: { ...recovering!.health, recoveries: 1 } };
    expect(bestOf([unhealthy!, answered])).to.deep.equal([answered]);
  });
});
