import { expect } from 'chai';
import fc from 'fast-check';
import sinon from 'sinon';
import { DelayLine } from '../../../src/testing/faults/delay-line.js';
import { createVirtualClock } from '../../../src/testing/time/create-virtual-clock.js';

function makeLine() {
  const clock = createVirtualClock({ startAt: 0 });
  const out: [number, string][] = [];
  const line = new DelayLine<string>(clock.runtime, (value) => out.push([clock.now, value]));
  return { clock, line, out };
}

describe('DelayLine', () => {
  it('lets everything out at its time, equals in the order in which they came, with one timer', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 30 }), (delays) => {
        const { clock, line, out } = makeLine();
        for (const [index, delayMs] of delays.entries()) {
          line.add(`${index}`, delayMs);
          expect(clock.timers).to.equal(1);
        }
        clock.tick(50);
        const expected = delays
          .map((delayMs, index): [number, string] => [delayMs, `${index}`])
          .toSorted(([a], [b]) => a - b);
        expect(out).to.deep.equal(expected);
        expect(clock.timers).to.equal(0);
      }),
    );
  });

  it('sets a timer only for what is due before all others', () => {
    const { clock, line } = makeLine();
    const schedule = sinon.spy(clock.runtime.scheduler, 'schedule');
    for (const delayMs of [10, 20, 10, 5, 30]) line.add('', delayMs);
    expect(schedule).to.have.been.calledTwice;
  });

  it('counts from when something comes', () => {
    const { clock, line, out } = makeLine();
    line.add('a', 100);
    clock.tick(60);
    line.add('b', 10);
    clock.tick(100);
    expect(out).to.deep.equal([
      [70, 'b'],
      [100, 'a'],
    ]);
  });

  it('gives back what it still has, and no timer stays for it', () => {
    const { clock, line, out } = makeLine();
    const delayed = line.add('a', 10);
    expect([line.remove(delayed), line.remove(delayed), clock.timers]).to.deep.equal([true, false, 0]);
    clock.tick(20);
    expect(out).to.deep.equal([]);
  });

  it('forgets everything', () => {
    const { clock, line, out } = makeLine();
    line.add('a', 10);
    line.add('b', 20);
    line.clear();
    expect(clock.timers).to.equal(0);
    line.add('c', 5);
    clock.tick(50);
    expect(out).to.deep.equal([[5, 'c']]);
  });

  it('takes more from within', () => {
    const clock = createVirtualClock({ startAt: 0 });
    const out: number[] = [];
    const line: DelayLine<number> = new DelayLine(clock.runtime, (count) => {
      out.push(clock.now);
      if (count < 3) line.add(count + 1, 10);
    });
    line.add(1, 10);
    clock.tick(100);
    expect(out).to.deep.equal([10, 20, 30]);
  });
});
