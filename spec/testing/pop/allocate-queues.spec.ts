import { expect } from 'chai';
import fc from 'fast-check';
import type { MessageQueue } from '../../../src/message/message-queue.js';
import { allocateForPop, queueStrategies } from '../../../src/testing/pop/allocate-queues.js';

const queuesOf = (count: number): MessageQueue[] =>
  Array.from({ length: count }, (_, queueId) => ({ topic: 'orders', brokerName: 'broker-a', queueId }));
const membersOf = (count: number): string[] => Array.from({ length: count }, (_, i) => `c${i}`);
const idsOf = (queues: readonly MessageQueue[]): number[] => queues.map(({ queueId }) => queueId);

describe('queueStrategies', () => {
  for (const [name, allocate] of queueStrategies)
    it(`${name} gives every queue to one member, and nobody two more than another`, () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(20), (members, queues) => {
          const shares = membersOf(members).map((id) =>
            idsOf(allocate(id, membersOf(members), queuesOf(queues))),
          );
          expect(shares.flat().toSorted((a, b) => a - b)).to.deep.equal(idsOf(queuesOf(queues)));
          const sizes = shares.map(({ length }) => length);
          expect(Math.max(...sizes) - Math.min(...sizes)).to.be.at.most(1);
        }),
      );
    });

  it('AVG gives neighbours, AVG_BY_CIRCLE every other one', () => {
    const shares = [...queueStrategies.values()].map((allocate) =>
      membersOf(2).map((id) => idsOf(allocate(id, membersOf(2), queuesOf(5)))),
    );
    expect(shares).to.deep.equal([
      [
        [0, 1, 2],
        [3, 4],
      ],
      [
        [0, 2, 4],
        [1, 3],
      ],
    ]);
  });

  it('give nothing to who is not a member', () => {
    for (const allocate of queueStrategies.values())
      expect(allocate('stranger', membersOf(2), queuesOf(5))).to.be.empty;
  });
});

describe('allocateForPop', () => {
  const average = queueStrategies.get('AVG')!;

  it('gives everybody every queue unless a number of sharers is set', () => {
    for (const shared of [-1, 0, 2, 3]) {
      const queues = allocateForPop(average, shared, 'c1', membersOf(3), queuesOf(2));
      expect(idsOf(queues), String(shared)).to.deep.equal([-1, -1]);
    }
  });

  it('adds the queues of the members that follow, around the end', () => {
    const shares = membersOf(4).map((id) => idsOf(allocateForPop(average, 1, id, membersOf(4), queuesOf(4))));
    expect(shares).to.deep.equal([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 0],
    ]);
  });

  it('gives one queue to each when there are more members', () => {
    const shares = membersOf(5).map((id) => idsOf(allocateForPop(average, 1, id, membersOf(5), queuesOf(2))));
    expect(shares).to.deep.equal([[0], [1], [0], [1], [0]]);
  });

  it('gives nothing to who is not a member', () => {
    expect(allocateForPop(average, 1, 'stranger', membersOf(4), queuesOf(4))).to.be.empty;
  });
});
