import { expect } from 'chai';
import { selectByConsistentHash } from '../../src/producer/select-by-consistent-hash.js';

const queuesOf = (count: number) =>
  Array.from({ length: count }, (_, queueId) => ({ topic: 't', brokerName: 'a', queueId }));
const messageOf = (orderKey: string) => ({ topic: 't', body: 'b', orderKey });
const keys = Array.from({ length: 4000 }, (_, index) => `customer-${index}`);

describe('selectByConsistentHash', () => {
  it('gives a key the same queue each time', () => {
    const [first, second] = [selectByConsistentHash(), selectByConsistentHash()];
    const [queues, others] = [queuesOf(8), queuesOf(8)];
    for (const key of keys.slice(0, 100))
      expect(second(others, messageOf(key))).to.deep.equal(first(queues, messageOf(key)));
  });

  it('spreads keys over all queues, none with more than twice its share', () => {
    const select = selectByConsistentHash();
    const queues = queuesOf(8);
    const counts = new Map<number, number>();
    for (const key of keys) {
      const { queueId } = select(queues, messageOf(key))!;
      counts.set(queueId, (counts.get(queueId) ?? 0) + 1);
    }
    expect(counts.size).to.equal(8);
    expect(Math.max(...counts.values())).to.be.below((2 * keys.length) / 8);
  });

  it('moves about one key in nine when there are nine queues in place of eight', () => {
    const select = selectByConsistentHash();
    const [eight, nine] = [queuesOf(8), queuesOf(9)];
    const moved = keys.filter(
      (key) => select(eight, messageOf(key))?.queueId !== select(nine, messageOf(key))?.queueId,
    );
    expect(moved.length / keys.length).to.be.within(0.05, 0.22);
  });

  it('leaves messages without an order key to the producer', () => {
    expect(selectByConsistentHash()(queuesOf(2), { topic: 't', body: 'b' })).to.equal(undefined);
  });
});
