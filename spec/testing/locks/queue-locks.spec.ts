import { expect } from 'chai';
import fc from 'fast-check';
import { QueueLocks } from '../../../src/testing/locks/queue-locks.js';

const lifeMs = 60;
const queue = (queueId: number) => ({ topic: 't', brokerName: 'b', queueId });
const ids = (queues: readonly { readonly queueId: number }[]): number[] =>
  queues.map(({ queueId }) => queueId);

describe('QueueLocks', () => {
  it('gives a queue to the first who asks, and again to him only', () => {
    const locks = new QueueLocks();
    expect(ids(locks.lock('g', 'c1', [queue(0), queue(1)], 0, lifeMs))).to.deep.equal([0, 1]);
    expect(ids(locks.lock('g', 'c2', [queue(1), queue(2)], 1, lifeMs))).to.deep.equal([2]);
    expect(ids(locks.lock('g', 'c1', [queue(1), queue(2)], 2, lifeMs))).to.deep.equal([1]);
  });

  it('knows each group for itself', () => {
    const locks = new QueueLocks();
    locks.lock('g', 'c1', [queue(0)], 0, lifeMs);
    expect(ids(locks.lock('h', 'c2', [queue(0)], 0, lifeMs))).to.deep.equal([0]);
  });

  it('gives a queue to another one when its lock was not renewed for long', () => {
    const locks = new QueueLocks();
    locks.lock('g', 'c1', [queue(0), queue(1)], 0, lifeMs);
    locks.lock('g', 'c1', [queue(1)], 50, lifeMs);
    expect(ids(locks.lock('g', 'c2', [queue(0), queue(1)], 60, lifeMs))).to.deep.equal([]);
    expect(ids(locks.lock('g', 'c2', [queue(0), queue(1)], 61, lifeMs))).to.deep.equal([0]);
    expect(ids(locks.lock('g', 'c2', [queue(0), queue(1)], 111, lifeMs))).to.deep.equal([0, 1]);
  });

  it('knows what has expired whatever was renewed since', () => {
    const locks = new QueueLocks();
    locks.lock('g', 'c1', [queue(0), queue(1)], 0, lifeMs);
    locks.lock('g', 'c1', [queue(0)], 50, lifeMs);
    expect(ids(locks.lock('g', 'c2', [queue(0), queue(1)], 61, lifeMs))).to.deep.equal([1]);
  });

  it('takes back only what the client holds', () => {
    const locks = new QueueLocks();
    locks.lock('g', 'c1', [queue(0)], 0, lifeMs);
    locks.unlock('g', 'c2', [queue(0)]);
    locks.unlock('h', 'c1', [queue(0)]);
    expect(ids(locks.lock('g', 'c2', [queue(0)], 1, lifeMs))).to.deep.equal([]);
    locks.unlock('g', 'c1', [queue(0), queue(7)]);
    expect(ids(locks.lock('g', 'c2', [queue(0)], 1, lifeMs))).to.deep.equal([0]);
  });

  it('says whether anybody of a group holds a lock', () => {
    const locks = new QueueLocks();
    locks.lock('group', 'c1', [queue(0)], 0, lifeMs);
    expect(locks.isHeldBy('group', lifeMs, lifeMs)).to.equal(true);
    expect([locks.isHeldBy('gro', 0, lifeMs), locks.isHeldBy('groups', 0, lifeMs)]).to.deep.equal([
      false,
      false,
    ]);
    expect(locks.isHeldBy('group', lifeMs + 1, lifeMs)).to.equal(false);
  });

  it('never lets two clients hold one queue', () => {
    const step = fc.record({
      client: fc.constantFrom('a', 'b', 'c'),
      queues: fc.uniqueArray(fc.nat(3)),
      afterMs: fc.nat(40),
      locks: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const locks = new QueueLocks();
        /** The client, and until when he may believe that the queue is his. */
        const held = new Map<number, { client: string; until: number }>();
        let now = 0;
        for (const { client, queues, afterMs, locks: asks } of steps) {
          now += afterMs;
          const mine = (id: number): boolean => held.get(id)?.client === client;
          const free = (id: number): boolean => !held.has(id) || held.get(id)!.until < now;
          if (asks) {
            const got = ids(locks.lock('g', client, queues.map(queue), now, lifeMs));
            expect(got).to.deep.equal(queues.filter((id) => mine(id) || free(id)));
            for (const id of got) held.set(id, { client, until: now + lifeMs });
          } else {
            locks.unlock('g', client, queues.map(queue));
            for (const id of queues.filter(mine)) held.delete(id);
          }
        }
      }),
    );
  });
});
