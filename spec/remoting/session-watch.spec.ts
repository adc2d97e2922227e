import { expect } from 'chai';
import sinon from 'sinon';
import { SessionWatch } from '../../src/remoting/session-watch.js';
import { makeClock } from '../support/make-clock.js';
import { FakeLink } from './fake-link.js';
import { toyProtocol } from './toy-protocol.js';

/** A watch over requests that are overdue when the test says so. */
function makeWatch(onExpire?: () => void) {
  const clock = makeClock();
  const link = new FakeLink(toyProtocol, () => clock.now);
  const requests = { size: 0, overdue: 0 };
  const pending = {
    get size() {
      return requests.size;
    },
    expire: sinon.spy(() => {
      onExpire?.();
      const { overdue } = requests;
      requests.size -= overdue;
      requests.overdue = 0;
      return overdue;
    }),
  };
  const onLost = sinon.spy();
  const watch = new SessionWatch({
    link,
    pending,
    runtime: clock.runtime,
    options: { sweepIntervalMs: 100, livenessTimeoutMs: 10_000 },
    onLost,
  });
  return { clock, link, onLost, pending, requests, watch };
}

describe('SessionWatch', () => {
  it('looks at deadlines while something is pending, and rests after that', () => {
    const { clock, pending, requests, watch } = makeWatch();
    requests.size = 1;
    watch.wake();
    clock.tick(250);
    expect(pending.expire.args).to.deep.equal([[100], [200]]);
    requests.size = 0;
    clock.tick(1000);
    expect(pending.expire).to.have.been.calledThrice;
    expect(clock.timers).to.equal(0);
  });

  it('gives a link up on which a request is overdue and nothing is heard', () => {
    const { clock, onLost, requests, watch } = makeWatch();
    Object.assign(requests, { size: 1, overdue: 1 });
    watch.wake();
    clock.tick(9999);
    expect(onLost).not.to.have.been.called;
    clock.tick(1);
    expect(onLost).to.have.been.calledOnce;
    const error = onLost.firstCall.firstArg as Error;
    expect(error.message).to.contain('nothing was received for 10000 ms while a request was overdue');
    expect(clock.timers).to.equal(0);
  });

  it('rests when what was overdue is followed by something', () => {
    const { clock, link, onLost, requests, watch } = makeWatch();
    Object.assign(requests, { size: 1, overdue: 1 });
    watch.wake();
    clock.tick(100);
    Object.assign(link, { bytesRead: 1, lastReadAt: clock.now });
    clock.tick(20_000);
    expect(onLost).not.to.have.been.called;
    expect(clock.timers).to.equal(0);
  });

  it('hangs up a session that has retired, when nothing is pending any more', () => {
    const { clock, link, requests, watch } = makeWatch();
    requests.size = 1;
    watch.retire();
    clock.tick(500);
    expect(link.closings).to.have.length(0);
    requests.size = 0;
    clock.tick(100);
    expect(link.closings).to.have.length.above(0);
    watch.stop();
  });

  it('does nothing more when it is stopped, even in the middle of a look', () => {
    const made = makeWatch(() => made.watch.stop());
    const { clock, link, onLost, requests, watch } = made;
    Object.assign(requests, { size: 1, overdue: 1 });
    watch.retire();
    clock.tick(20_000);
    expect(onLost).not.to.have.been.called;
    expect(link.closings).to.have.length(0);
    expect(clock.timers).to.equal(0);
  });
});
