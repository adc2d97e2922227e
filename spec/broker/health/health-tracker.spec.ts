import { expect } from 'chai';
import { NEVER, of, throwError } from 'rxjs';
import { type HealthOptions, resolveHealthOptions } from '../../../src/broker/health/health-options.js';
import { HealthTracker } from '../../../src/broker/health/health-tracker.js';
import { brokerErrorFrom } from '../../../src/errors/broker-code-table.js';
import { RequestTimeoutError } from '../../../src/errors/remoting-error.js';
import { ConnectFailedError, ConnectionLostError } from '../../../src/errors/transport-error.js';
import { ClosedError } from '../../../src/errors/usage-error.js';
import { observe } from '../../remoting/toy-network.js';

const address = '10.0.0.1:10911';
const timeout = (): Error => new RequestTimeoutError(address, 3000);
const refused = (): Error => new ConnectFailedError(address, 'connection refused');

function makeTracker(options?: HealthOptions) {
  const clock = { now: 0 };
  const tracker = new HealthTracker({ options: resolveHealthOptions(options), now: () => clock.now });
  const heard = observe(tracker.health$);
  return { clock, tracker, heard, states: () => heard.values.map(({ state }) => state) };
}

describe('HealthTracker', () => {
  it('replays the present health: unknown at first', () => {
    const { heard, tracker } = makeTracker();
    expect(heard.values).to.deep.equal([tracker.health]);
    expect(tracker.health).to.include({ state: 'unknown', since: 0, heardAt: undefined });
  });

  it('tells of the first answer at once, of later ones with the time that passes', () => {
    const { clock, heard, states, tracker } = makeTracker();
    tracker.answered(8, false);
    expect(states()).to.deep.equal(['unknown', 'healthy']);
    clock.now = 400;
    for (let count = 0; count < 30; count += 1) tracker.answered(16, false);
    expect(heard.values).to.have.length(2);
    tracker.passTime();
    expect(heard.values).to.have.length(3);
    expect(tracker.health).to.include({ heardAt: 400, successRate: 1 });
    expect(tracker.health.window.answered).to.equal(31);
    expect(tracker.health.latencyMs).to.be.within(15.8, 16);
  });

  it('leaves long polls out of the latency', () => {
    const { tracker } = makeTracker();
    tracker.answered(8, false);
    tracker.answered(15_000, true);
    tracker.passTime();
    expect(tracker.health).to.include({ latencyMs: 8, successRate: 1 });
    expect(tracker.health.window.answered).to.equal(2);
  });

  it('takes a clock that went back for no time at all', () => {
    const { tracker } = makeTracker();
    tracker.answered(-50, false);
    expect(tracker.health.latencyMs).to.equal(0);
  });

  it('tells of failures at once, after the answers before them', () => {
    const { heard, tracker } = makeTracker();
    tracker.answered(8, false);
    tracker.answered(8, false);
    tracker.failed(timeout());
    expect(heard.values.map(({ consecutiveFailures }) => consecutiveFailures)).to.deep.equal([0, 0, 0, 1]);
    expect(tracker.health.lastError).to.be.instanceOf(RequestTimeoutError);
    expect(tracker.health).to.include({ lastFailure: 'timeout', successRate: 2 / 3 });
  });

  it('tells of an answer at once while there are failures', () => {
    const { tracker } = makeTracker();
    tracker.failed(timeout());
    tracker.answered(8, false);
    expect(tracker.health).to.include({ state: 'healthy', consecutiveFailures: 0 });
  });

  it('counts one lost connection once, however many requests were on it', () => {
    const { tracker } = makeTracker();
    const lost = new ConnectionLostError(address, 'reset');
    for (let count = 0; count < 100; count += 1) tracker.failed(lost);
    expect(tracker.health).to.include({ state: 'unknown', consecutiveFailures: 1, lastFailure: 'lost' });
  });

  it('is suspended by two dials that fail', () => {
    const { states, tracker } = makeTracker();
    tracker.failed(refused());
    tracker.failed(refused());
    expect(states()).to.deep.equal(['unknown', 'unhealthy', 'suspended']);
  });

  it('takes a refusal for trouble when the broker is busy, else for an answer', () => {
    const { tracker } = makeTracker();
    tracker.refused(brokerErrorFrom(2), 5, false);
    expect(tracker.health).to.include({ lastFailure: 'busy', consecutiveFailures: 1 });
    tracker.refused(brokerErrorFrom(13), 5, false);
    expect(tracker.health).to.include({ state: 'healthy', consecutiveFailures: 0, latencyMs: 5 });
  });

  it('learns nothing from failures that are not the broker’s', () => {
    const { heard, tracker } = makeTracker();
    for (const error of [new ClosedError('client'), new TypeError('defect'), undefined])
      tracker.failed(error);
    expect(heard.values).to.have.length(1);
  });

  it('ends a suspension when its time has come', () => {
    const { clock, states, tracker } = makeTracker();
    tracker.failed(refused());
    tracker.failed(refused());
    clock.now = 1999;
    tracker.passTime();
    expect(tracker.health.state).to.equal('suspended');
    clock.now = 2000;
    tracker.passTime();
    expect(states().slice(2)).to.deep.equal(['suspended', 'recovering']);
  });

  describe('probe', () => {
    it('turns what is heard of the traffic meanwhile into the outcome of the probe', () => {
      const { clock, tracker } = makeTracker();
      tracker.answered(8, false);
      clock.now = 100;
      const probe = observe(tracker.probe(NEVER));
      tracker.failed(timeout());
      expect(tracker.health).to.include({ consecutiveFailures: 1, successRate: 1 });
      probe.subscription.unsubscribe();
      tracker.failed(timeout());
      expect(tracker.health).to.include({ consecutiveFailures: 2, successRate: 0.5 });
    });

    it('is needed once at a time', () => {
      const { clock, tracker } = makeTracker();
      tracker.failed(timeout());
      clock.now = 999;
      expect(tracker.needsProbe).to.equal(false);
      clock.now = 1000;
      expect(tracker.needsProbe).to.equal(true);
      const probe = observe(tracker.probe(NEVER));
      expect(tracker.needsProbe).to.equal(false);
      probe.subscription.unsubscribe();
      expect(tracker.needsProbe).to.equal(true);
    });

    it('begins when it is subscribed, and passes on what comes', () => {
      const { clock, tracker } = makeTracker();
      tracker.failed(timeout());
      clock.now = 1000;
      const probe$ = tracker.probe(of('alive'));
      expect(tracker.needsProbe).to.equal(true);
      expect(observe(probe$).values).to.deep.equal(['alive']);
      expect(observe(tracker.probe(throwError(timeout))).failure).to.be.instanceOf(RequestTimeoutError);
      expect(tracker.needsProbe).to.equal(true);
    });
  });

  it('completes when it is closed, and hears nothing more', () => {
    const { heard, tracker } = makeTracker();
    tracker.close();
    tracker.failed(refused());
    tracker.answered(5, false);
    expect(heard.complete).to.have.been.calledOnce;
    expect(tracker.health.state).to.equal('unknown');
  });

  it('tells every observer every health in order, even when one reports from within next', () => {
    const { heard, tracker } = makeTracker();
    let reported = false;
    tracker.health$.subscribe(({ state }) => {
      if (state !== 'unhealthy' || reported) return;
      reported = true;
      tracker.failed(refused());
    });
    const late = observe(tracker.health$);
    tracker.failed(refused());
    const expected = ['unknown', 'unhealthy', 'suspended'];
    expect(heard.values.map(({ state }) => state)).to.deep.equal(expected);
    expect(late.values.map(({ state }) => state)).to.deep.equal(expected);
  });
});
