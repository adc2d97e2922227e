import { expect } from 'chai';
import fc from 'fast-check';
import type { StoredEntry } from '../../../src/testing/store/stored-entry.js';
import { StoredQueue } from '../../../src/testing/store/stored-queue.js';
import { makeEntry } from './make-entry.js';

/** How many offsets each message takes, and how long after the one before it came. */
const histories = fc.array(
  fc.record({ count: fc.integer({ min: 1, max: 4 }), laterMs: fc.integer({ min: 0, max: 3 }) }),
  {
    maxLength: 30,
  },
);

function fill(history: readonly { count: number; laterMs: number }[]): {
  queue: StoredQueue;
  entries: StoredEntry[];
} {
  const queue = new StoredQueue('orders', 0);
  const entries: StoredEntry[] = [];
  let storedAt = 100;
  for (const { count, laterMs } of history) {
    const entry = makeEntry({ queueOffset: queue.maxOffset, count, storedAt: (storedAt += laterMs) });
    queue.append(entry);
    entries.push(entry);
  }
  return { queue, entries };
}

const holds = ({ queueOffset, count }: StoredEntry, offset: number): boolean =>
  queueOffset <= offset && offset < queueOffset + count;

describe('StoredQueue', () => {
  it('knows which message is at an offset, inside an inner batch too, after any number was dropped', () => {
    fc.assert(
      fc.property(histories, fc.nat(32), fc.integer({ min: -2, max: 130 }), (history, drops, offset) => {
        const { queue, entries } = fill(history);
        for (let dropped = 0; dropped < drops; dropped++) queue.dropFirst();
        const left = entries.slice(drops);
        expect(queue.at(offset)).to.equal(left.find((entry) => holds(entry, offset)));
        expect([...queue.from(offset)]).to.deep.equal(
          left.filter((entry) => entry.queueOffset + entry.count > offset),
        );
        expect(queue.last).to.equal(left.at(-1));
        const end = (entries.at(-1)?.queueOffset ?? 0) + (entries.at(-1)?.count ?? 0);
        expect([queue.minOffset, queue.maxOffset]).to.deep.equal([left[0]?.queueOffset ?? end, end]);
      }),
    );
  });

  it('finds the first message of a time or later, and the last one of a time or earlier', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 98, max: 200 }), (history, time) => {
        const { queue, entries } = fill(history);
        const after = entries.find(({ storedAt }) => storedAt >= time);
        const before = entries.findLast(({ storedAt }) => storedAt <= time);
        expect(queue.offsetAt(time)).to.equal(after?.queueOffset ?? queue.maxOffset);
        expect(queue.offsetAt(time, 'upper')).to.equal(before?.queueOffset ?? 0);
      }),
    );
  });

  it('tells of what comes while it is read', () => {
    const { queue } = fill([{ count: 1, laterMs: 0 }]);
    const reading = queue.from(0);
    reading.next();
    const second = makeEntry({ queueOffset: 1 });
    queue.append(second);
    expect(reading.next().value).to.equal(second);
    expect(reading.next().done).to.equal(true);
  });
});
