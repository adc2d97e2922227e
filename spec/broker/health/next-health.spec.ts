import { expect } from 'chai';
import fc from 'fast-check';
import { distinctUntilChanged, map, scan } from 'rxjs';
import {
  type BrokerHealth,
  type BrokerHealthState,
  healthTransitions,
  unknownHealth,
} from '../../../src/broker/health/broker-health.js';
import { type HealthOptions, resolveHealthOptions } from '../../../src/broker/health/health-options.js';
import type { HealthSignal } from '../../../src/broker/health/health-signal.js';
import { nextHealth } from '../../../src/broker/health/next-health.js';
import { marbles } from '../../support/marbles.js';

/** Small numbers, so that a marble diagram can show what happens: each character is a millisecond. */
const quick: HealthOptions = {
  minSamples: 4,
  failuresToUnhealthy: 2,
  failuresToSuspend: 3,
  dialFailuresToSuspend: 2,
  suspendMs: 4,
  suspendGrowth: 2,
  maxSuspendMs: 10,
  suspensionsToFail: 2,
  successesToRecover: 2,
  windowMs: 1000,
};
const error = new Error('no answer');

/** What the letters of a diagram of signals mean. */
const signals: Readonly<Record<string, (at: number) => HealthSignal>> = {
  a: (at) => ({ type: 'succeeded', at, count: 1, latencyMs: 1 }),
  s: (at) => ({ type: 'succeeded', at, count: 1, latencyMs: 10_000 }),
  // Fifty, ten and five at once: fast, fast, slow.
  f: (at) => ({ type: 'succeeded', at, count: 50, latencyMs: 1 }),
  g: (at) => ({ type: 'succeeded', at, count: 10, latencyMs: 1 }),
  b: (at) => ({ type: 'succeeded', at, count: 5, latencyMs: 450 }),
  c: (at) => ({ type: 'succeeded', at, count: 5, latencyMs: 10_000 }),
  x: (at) => ({ type: 'failed', at, kind: 'timeout', error }),
  u: (at) => ({ type: 'failed', at, kind: 'unreachable', error }),
  p: (at) => ({ type: 'probe-succeeded', at, latencyMs: 1 }),
  q: (at) => ({ type: 'probe-failed', at, kind: 'unreachable', error }),
  t: (at) => ({ type: 'time-passed', at }),
};

const letters: Readonly<Record<BrokerHealthState, string>> = {
  unknown: 'K',
  healthy: 'H',
  degraded: 'D',
  unhealthy: 'U',
  suspended: 'S',
  recovering: 'R',
  failed: 'F',
};

/** Each signal of the first diagram, and each new state of the second. */
const walk = (heard: string, states: string, options = quick): (() => void) =>
  marbles(({ cold, expectObservable }, scheduler) => {
    const resolved = resolveHealthOptions(options);
    const states$ = cold(heard).pipe(
      map((letter) => signals[letter]!(scheduler.now())),
      scan((health, signal) => nextHealth(health, signal, resolved), unknownHealth(0)),
      map(({ state }) => letters[state]),
      distinctUntilChanged(),
    );
    expectObservable(states$).toBe(states);
  });

describe('nextHealth', () => {
  it('goes from unknown to healthy with the first answer', walk('-a', '-H'));
  it('goes from unknown to degraded with slow answers', walk('-c', '-D'));
  it('goes from unknown to unhealthy after failures in a row', walk('-xx', '-KU'));
  it('goes from unknown to unhealthy when it cannot be reached', walk('-u', '-U'));
  it('goes from healthy to degraded when answers become slow', walk('-aaas', '-H--D'));
  it('goes from healthy to degraded when too few are answered', walk('-aaax', '-H--D'));
  it('stays healthy while there are too few requests to tell', walk('-aas', '-H'));
  it('goes from degraded to healthy when answers are fast again', walk('-aaasf', '-H--DH'));
  it('stays degraded until the latency is well below the threshold', walk('-aaasbbbb', '-H--D'));
  it('goes from healthy to unhealthy after failures in a row', walk('-axx', '-H-U'));
  it('goes from healthy to unhealthy when far too few are answered', walk('-axax', '-H--U'));
  it('goes from healthy to unhealthy when it cannot be reached', walk('-au', '-HU'));
  it('goes from degraded to unhealthy after failures in a row', walk('-aaaxx', '-H--DU'));
  it('goes from unhealthy to healthy when it answers', walk('-uf', '-UH'));
  it('goes from unhealthy to degraded when it answers some', walk('-xxg', '-KUD'));
  it('goes from unhealthy to suspended after more failures in a row', walk('-xxx', '-KUS'));
  it('goes from unhealthy to suspended sooner when it cannot be reached', walk('-uu', '-US'));
  it('is suspended for its time, whatever fails meanwhile', walk('-uuxutt', '-US---R'));
  it('goes from suspended to recovering when it answers all the same', walk('-uua', '-USR'));
  it('goes from suspended to recovering when a probe is answered', walk('-uup', '-USR'));
  it('goes from recovering to healthy after answers in a row', walk('-uuap', '-USRH'));
  it('begins to count anew after a failure', walk('-uuaxap-p', '-USRSRH'));
  it('suspends longer the second time', walk('-uuaq------tt', '-USRS-------R'));
  it('goes from recovering to failed after so many suspensions', walk('-uuaxax', '-USRSRF'));
  it('does not leave failed by time', walk('-uuaxax 50ms t', '-USRSRF'));
  it('goes from failed to recovering when it answers', walk('-uuaxaxp-a', '-USRSRFR-H'));
  it('fails again at once when it does not stay', walk('-uuaxaxpx', '-USRSRFRF'));
  it('suspends for the shortest time again once it was healthy', walk('-uuap-xxx---tt', '-USRH--US---R'));
  it('forgets what was before the trouble', walk('-xxx-ttt-pa', '-KUS---R--H'));

  it('suspends for longer each time, up to the limit', () => {
    const options = resolveHealthOptions({ ...quick, suspensionsToFail: 6 });
    const durations: number[] = [];
    let health = unknownHealth(0);
    const tell = (letter: string, at: number): void => {
      const before = health.state;
      health = nextHealth(health, signals[letter]!(at), options);
      if (before !== 'suspended' && health.state === 'suspended') durations.push(health.suspendedUntil! - at);
    };
    for (const letter of ['u', 'u']) tell(letter, 0);
    for (let at = 100; at <= 400; at += 100) for (const letter of ['t', 'q']) tell(letter, at);
    expect(durations).to.deep.equal([4, 8, 10, 10, 10]);
  });

  it('puts the next try of a failed broker off only when one was due', () => {
    const options = resolveHealthOptions(quick);
    const failed: BrokerHealth = { ...unknownHealth(0), state: 'failed', suspendedUntil: 10 };
    expect(nextHealth(failed, signals['x']!(9), options).suspendedUntil).to.equal(10);
    expect(nextHealth(failed, signals['q']!(12), options).suspendedUntil).to.equal(22);
  });

  it('moves the mean latency as that many answers would', () => {
    const options = resolveHealthOptions();
    const answer = (count: number, latencyMs: number): HealthSignal => ({
      type: 'succeeded',
      at: 1,
      count,
      latencyMs,
    });
    const after = (...heard: HealthSignal[]): number | undefined =>
      heard.reduce((health, signal) => nextHealth(health, signal, options), unknownHealth(0)).latencyMs;
    expect(after(answer(1, 100), answer(1, 20))).to.equal(90);
    expect(after(answer(1, 100), answer(2, 20))).to.equal(80 * (7 / 8) ** 2 + 20);
    expect(after(answer(1, 100), { type: 'succeeded', at: 1, count: 3, latencyMs: undefined })).to.equal(100);
  });

  it('counts probes for the latency, not for the success rate', () => {
    const options = resolveHealthOptions();
    const heard = ['a', 'x', 'q', 'p'].map((letter) => signals[letter]!(1));
    const health = heard.reduce((before, signal) => nextHealth(before, signal, options), unknownHealth(0));
    expect(health).to.include({ successRate: 0.5, consecutiveFailures: 0, latencyMs: 1 });
  });

  it('is the same value when time passes and nothing changes', () => {
    const health = unknownHealth(0);
    expect(nextHealth(health, signals['t']!(500), resolveHealthOptions())).to.equal(health);
  });

  describe('whatever is heard', () => {
    const options = fc
      .record({
        failuresToUnhealthy: fc.integer({ min: 1, max: 3 }),
        more: fc.integer({ min: 1, max: 3 }),
        dialFailuresToSuspend: fc.integer({ min: 2, max: 4 }),
        minSamples: fc.integer({ min: 1, max: 6 }),
        suspendMs: fc.integer({ min: 1, max: 20 }),
        suspendGrowth: fc.double({ min: 1, max: 50, noNaN: true }),
        maxSuspendMs: fc.integer({ min: 20, max: 60 }),
        suspensionsToFail: fc.integer({ min: 1, max: 4 }),
        successesToRecover: fc.integer({ min: 1, max: 4 }),
        windowMs: fc.integer({ min: 1, max: 100 }),
      })
      .map(({ more, ...rest }) =>
        resolveHealthOptions({ ...rest, failuresToSuspend: rest.failuresToUnhealthy + more }),
      );
    const steps = fc.array(
      fc.record({
        letter: fc.constantFrom(...Object.keys(signals)),
        afterMs: fc.integer({ min: 0, max: 30 }),
      }),
      { maxLength: 80, size: 'max' },
    );

    const follow = (
      resolved: ReturnType<typeof resolveHealthOptions>,
      heard: readonly { letter: string; afterMs: number }[],
      look: (before: BrokerHealth, after: BrokerHealth, signal: HealthSignal) => void,
    ): void => {
      let health = unknownHealth(0);
      let at = 0;
      for (const { letter, afterMs } of heard) {
        at += afterMs;
        const signal = signals[letter]!(at);
        const after = nextHealth(health, signal, resolved);
        look(health, after, signal);
        health = after;
      }
    };

    it('moves along the table only, and in the end along all of it', () => {
      const seen = new Set<string>();
      fc.assert(
        fc.property(options, steps, (resolved, heard) => {
          follow(resolved, heard, ({ state: from }, { state: to }) => {
            seen.add(`${from} -> ${to}`);
            expect(healthTransitions[from], `from ${from}`).to.include(to);
          });
        }),
        { numRuns: 400, seed: 5 },
      );
      const table = Object.entries(healthTransitions).flatMap(([from, tos]) =>
        tos.map((to) => `${from} -> ${to}`),
      );
      expect([...seen].toSorted()).to.deep.equal(table.toSorted());
    });

    it('never suspends for longer than the limit, and always ends a suspension', () => {
      fc.assert(
        fc.property(options, steps, (resolved, heard) => {
          follow(resolved, heard, (before, after, { type, at }) => {
            if (after.state === 'suspended') {
              const durationMs = after.suspendedUntil! - after.since;
              expect(durationMs).to.be.within(1, resolved.maxSuspendMs);
            }
            if (before.state === 'suspended' && type === 'time-passed' && at >= before.suspendedUntil!)
              expect(after.state).to.equal('recovering');
          });
        }),
        { numRuns: 100 },
      );
    });

    it('keeps figures that make sense', () => {
      fc.assert(
        fc.property(options, steps, (resolved, heard) => {
          follow(resolved, heard, (before, after, { at }) => {
            expect(after.successRate).to.be.within(0, 1);
            expect(after.since).to.equal(after.state === before.state ? before.since : at);
            const isOut = after.state === 'suspended' || after.state === 'failed';
            if (isOut) expect(after.suspendedUntil).to.be.a('number');
            expect(after.state === 'healthy' ? after.suspensions : 0).to.equal(0);
          });
        }),
        { numRuns: 100 },
      );
    });
  });
});
