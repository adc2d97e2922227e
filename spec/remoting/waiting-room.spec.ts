import { expect } from 'chai';
import { type Observable, of, Subject } from 'rxjs';
import { RequestTimeoutError } from '../../src/errors/remoting-error.js';
import { ConnectionLostError } from '../../src/errors/transport-error.js';
import { Single } from '../../src/internal/single.js';
import { MetricsRecorder } from '../../src/remoting/metrics-recorder.js';
import { PendingRequest } from '../../src/remoting/pending-request.js';
import { WaitingRoom } from '../../src/remoting/waiting-room.js';
import { makeClock } from '../support/make-clock.js';
import { observe } from './toy-network.js';

function makeRoom({ gone = false, trouble }: { gone?: boolean; trouble?: Error } = {}) {
  const clock = makeClock();
  const { runtime } = clock;
  const room = new WaitingRoom<string>({
    runtime,
    address: 'peer:1',
    maxPendingRequests: 10,
    metrics: new MetricsRecorder(),
    sweepIntervalMs: 100,
    session: () => (gone ? undefined : 'session'),
    trouble: () => trouble,
  });
  const proceeded: string[] = [];
  /** Somebody who waits for `connected$`, for 250 ms at most. */
  const enter = (connected$: Observable<unknown>) =>
    observe(
      new Single<never>((subscriber) => {
        const call = new PendingRequest<never>(subscriber, undefined, 250, false, clock.now, undefined);
        return room.enter(call, connected$, (ready) => proceeded.push(ready));
      }),
    );
  return { clock, enter, proceeded, room };
}

describe('WaitingRoom', () => {
  it('lets in turn proceed what waited, and forgets it', () => {
    const { clock, enter, proceeded, room } = makeRoom();
    const connected = new Subject<void>();
    enter(connected);
    enter(connected);
    expect([proceeded.length, room.pending.size]).to.deep.equal([0, 2]);
    connected.next();
    expect(proceeded).to.deep.equal(['session', 'session']);
    expect([connected.observed, room.pending.size]).to.deep.equal([false, 0]);
    clock.tick(100);
    expect(clock.timers).to.equal(0);
  });

  it('proceeds at once when there is a connection already', () => {
    const { enter, proceeded } = makeRoom();
    enter(of('connected'));
    expect(proceeded).to.deep.equal(['session']);
  });

  it('passes the failure to connect on', () => {
    const { enter, room } = makeRoom();
    const connected = new Subject<void>();
    const waiting = enter(connected);
    const failure = new Error('refused');
    connected.error(failure);
    expect(waiting.failure).to.equal(failure);
    expect(room.pending.size).to.equal(0);
  });

  it('gives up at the deadline, names the trouble as cause and ends the demand', () => {
    const trouble = new Error('refused');
    const { clock, enter } = makeRoom({ trouble });
    const connected = new Subject<void>();
    const waiting = enter(connected);
    clock.tick(200);
    expect(waiting.failure).to.equal(undefined);
    clock.tick(100);
    expect(waiting.failure).to.be.instanceOf(RequestTimeoutError);
    expect(waiting.failure?.cause).to.equal(trouble);
    expect(connected.observed).to.equal(false);
  });

  it('errs who is told of a connection that is gone already', () => {
    const { enter, proceeded, room } = makeRoom({ gone: true });
    const connected = new Subject<void>();
    const waiting = enter(connected);
    connected.next();
    expect(waiting.failure).to.be.instanceOf(ConnectionLostError);
    expect(proceeded).to.deep.equal([]);
    expect(room.pending.size).to.equal(0);
  });

  it('errs everybody when it closes, and leaves no timer', () => {
    const { clock, enter, room } = makeRoom();
    const connected = new Subject<void>();
    const waiting = [enter(connected), enter(connected)];
    const reason = new Error('closed');
    room.close(reason);
    expect(waiting.map(({ failure }) => failure)).to.deep.equal([reason, reason]);
    expect(connected.observed).to.equal(false);
    expect(clock.timers).to.equal(0);
  });
});
