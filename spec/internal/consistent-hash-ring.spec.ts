import { expect } from 'chai';
import { ConsistentHashRing } from '../../src/internal/consistent-hash-ring.js';
import { vectors } from '../protocol/support/golden.js';

interface Vector {
  readonly topic: string;
  readonly mqAll: readonly string[];
  readonly cidAll: readonly string[];
  readonly allocations: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

describe('ConsistentHashRing', () => {
  for (const [strategy, pointsEach] of [
    ['CONSISTENT_HASH', 10],
    ['CONSISTENT_HASH_3', 3],
  ] as const) {
    it(`finds what Java's router finds with ${pointsEach} points for each name`, () => {
      for (const { topic, mqAll, cidAll, allocations } of vectors('allocation') as readonly Vector[]) {
        if (cidAll.length === 0) continue;
        const ring = new ConsistentHashRing(cidAll, pointsEach);
        const owners = Object.fromEntries(
          Object.entries(allocations[strategy] ?? {}).flatMap(([clientId, queues]) =>
            queues.map((queue) => [queue, clientId]),
          ),
        );
        const found = mqAll.map((queue) => {
          const [brokerName, queueId] = queue.split(':');
          const key = `MessageQueue [topic=${topic}, brokerName=${brokerName}, queueId=${queueId}]`;
          return [queue, ring.find(key)];
        });
        expect(Object.fromEntries(found)).to.deep.equal(owners);
      }
    });
  }

  it('moves only the keys of a name that goes', () => {
    const keys = Array.from({ length: 1000 }, (_, index) => `key-${index}`);
    const [before, after] = [
      ['a', 'b', 'c', 'd'],
      ['a', 'b', 'd'],
    ].map((names) => new ConsistentHashRing(names));
    const moved = keys.filter((key) => before?.find(key) !== after?.find(key));
    expect(new Set(moved.map((key) => before?.find(key)))).to.deep.equal(new Set(['c']));
    expect(moved).not.to.have.length(0);
  });
});
