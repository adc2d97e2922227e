import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { allocateAveragely } from '../../src/consumer/allocate/averagely.js';
import { compareQueues, type MessageQueue } from '../../src/message/message-queue.js';

interface AllocationVector {
  topic: string;
  mqAll: string[];
  cidAll: string[];
  allocations: Record<string, Record<string, string[]>>;
}

const { vectors } = JSON.parse(
  readFileSync(new URL('../fixtures/vectors/allocation.json', import.meta.url), 'utf8'),
) as { vectors: AllocationVector[] };

const queueOf = (topic: string, text: string): MessageQueue => {
  const at = text.lastIndexOf(':');
  return { topic, brokerName: text.slice(0, at), queueId: Number(text.slice(at + 1)) };
};

describe('allocateAveragely', () => {
  it('gives every member what Java gives it', () => {
    let compared = 0;
    for (const { topic, mqAll, cidAll, allocations } of vectors) {
      const expected = allocations['AVG']!;
      const queues = mqAll.map((text) => queueOf(topic, text));
      for (const clientId of cidAll) {
        const mine = allocateAveragely(clientId, cidAll, queues);
        expect(mine.map(({ brokerName, queueId }) => `${brokerName}:${queueId}`)).to.deep.equal(
          expected[clientId],
        );
        compared++;
      }
    }
    expect(compared).to.be.greaterThan(50);
  });

  it('gives each queue to exactly one member, and counts differ by at most one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 60 }), (members, count) => {
        const clientIds = Array.from({ length: members }, (_, index) => `c${index}`).toSorted();
        const queues = Array.from({ length: count }, (_, queueId) => ({
          topic: 't',
          brokerName: 'b',
          queueId,
        }));
        const shares = clientIds.map((clientId) => allocateAveragely(clientId, clientIds, queues));
        expect(shares.flat().toSorted(compareQueues)).to.deep.equal(queues);
        const sizes = shares.map((share) => share.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).to.be.at.most(1);
      }),
    );
  });

  it('gives nothing to who is not a member', () => {
    expect(
      allocateAveragely('stranger', ['c0'], [{ topic: 't', brokerName: 'b', queueId: 0 }]),
    ).to.deep.equal([]);
  });
});
