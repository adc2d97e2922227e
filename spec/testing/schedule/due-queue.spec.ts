import { expect } from 'chai';
import fc from 'fast-check';
import { DueQueue } from '../../../src/testing/schedule/due-queue.js';

interface Item {
  readonly dueAt: number;
  readonly name: number;
}

/** What a queue gives by a time, in its order. */
function takeAll(queue: DueQueue<Item>, now = Infinity): Item[] {
  const taken: Item[] = [];
  for (let item = queue.takeDue(now); item !== undefined; item = queue.takeDue(now)) taken.push(item);
  return taken;
}

const items = fc
  .array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 })
  .map((times) => times.map((dueAt, name): Item => ({ dueAt, name })));

const fill = (content: readonly Item[]): DueQueue<Item> => {
  const queue = new DueQueue<Item>();
  for (const item of content) queue.add(item);
  return queue;
};

const sorted = (content: readonly Item[]): Item[] => content.toSorted((a, b) => a.dueAt - b.dueAt);

describe('DueQueue', () => {
  it('gives the items by their times, those of one time as they were added', () => {
    fc.assert(
      fc.property(items, (content) => {
        expect(takeAll(fill(content))).to.deep.equal(sorted(content));
      }),
    );
  });

  it('gives nothing before its time', () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 0, max: 20 }), (content, now) => {
        const queue = fill(content);
        expect(takeAll(queue, now)).to.deep.equal(sorted(content).filter(({ dueAt }) => dueAt <= now));
        expect(queue.nextAt).to.equal(sorted(content).find(({ dueAt }) => dueAt > now)?.dueAt);
      }),
    );
  });

  it('keeps the order of what is retained', () => {
    fc.assert(
      fc.property(items, items, (content, later) => {
        const queue = fill(content);
        queue.retain(({ name }) => name % 3 !== 0);
        for (const item of later) queue.add(item);
        const left = content.filter(({ name }) => name % 3 !== 0);
        expect(queue.size).to.equal(left.length + later.length);
        expect(takeAll(queue)).to.deep.equal(sorted([...left, ...later]));
      }),
    );
  });
});
