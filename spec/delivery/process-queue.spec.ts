import { expect } from 'chai';
import fc from 'fast-check';
import { ProcessQueue, type ProcessEntry } from '../../src/delivery/process-queue.js';

const entryAt = (offset: number, bytes = 10): ProcessEntry => ({ offset, bytes, settled: false });

describe('ProcessQueue', () => {
  it('may commit where it starts while nothing was pulled', () => {
    expect(new ProcessQueue(7).committableOffset).to.equal(7);
  });

  it('does not let the committable offset pass an unsettled message', () => {
    const queue = new ProcessQueue(0);
    const [first, second, third] = [entryAt(0), entryAt(1), entryAt(2)];
    [first, second, third].forEach((entry) => queue.add(entry));
    queue.settle(third);
    queue.settle(first);
    expect(queue.committableOffset).to.equal(1);
    queue.settle(second);
    expect(queue.committableOffset).to.equal(3);
  });

  it('lets filtered messages count as done only when nothing before them is unsettled', () => {
    const queue = new ProcessQueue(0);
    const entry = entryAt(0);
    queue.add(entry);
    queue.advanceTo(5);
    expect(queue.committableOffset).to.equal(0);
    queue.settle(entry);
    expect(queue.committableOffset).to.equal(5);
  });

  it('never moves back', () => {
    const queue = new ProcessQueue(10);
    queue.advanceTo(3);
    expect(queue.nextOffset).to.equal(10);
  });

  it('settles an entry once', () => {
    const queue = new ProcessQueue(0);
    const entry = entryAt(0);
    queue.add(entry);
    expect([queue.settle(entry), queue.settle(entry), queue.unsettled]).to.deep.equal([true, false, 0]);
  });

  it('agrees with a set of unsettled offsets, whatever the order of settling', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(gaps, fc.infiniteStream(fc.nat()), (steps, picks) => {
        const queue = new ProcessQueue(0);
        const open: ProcessEntry[] = [];
        let next = 0;
        for (const gap of steps) {
          const entry = entryAt(next + gap, gap + 1);
          queue.advanceTo(entry.offset);
          queue.add(entry);
          open.push(entry);
          next = entry.offset + 1;
        }
        while (open.length > 0) {
          const lowest = Math.min(...open.map(({ offset }) => offset));
          expect(queue.committableOffset).to.equal(lowest);
          expect(queue.unsettled).to.equal(open.length);
          expect(queue.bytes).to.equal(open.reduce((sum, { bytes }) => sum + bytes, 0));
          expect(queue.span).to.equal(next - lowest);
          expect([...queue.unsettledEntries()]).to.have.length(open.length);
          const [settled] = open.splice(picks.next().value % open.length, 1);
          queue.settle(settled!);
        }
        expect(queue.committableOffset).to.equal(next);
        expect(queue.oldest()).to.equal(undefined);
      }),
    );
  });
});
