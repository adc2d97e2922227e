import { expect } from 'chai';
import { firstValueFrom, interval, take, timer, toArray } from 'rxjs';
import { unwatchedScheduler } from '../support/rocketmq/unwatched-scheduler.js';

const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

describe('unwatchedScheduler', () => {
  it('runs what is due, again and again', async () => {
    const numbers = firstValueFrom(interval(1, unwatchedScheduler).pipe(take(3), toArray()));
    // A timer of this kind does not keep the process alive: something else must.
    const alive = setTimeout(() => undefined, 1000);
    expect(await numbers).to.deep.equal([0, 1, 2]);
    clearTimeout(alive);
  });

  it('is not seen among what keeps the process alive, and forgets what is cancelled', () => {
    const before = timers();
    let hasRun = false;
    const waiting = timer(60_000, unwatchedScheduler).subscribe(() => {
      hasRun = true;
    });
    expect(timers()).to.equal(before);
    waiting.unsubscribe();
    expect(hasRun).to.equal(false);
  });
});
