import { expect } from 'chai';
import { selectByHash } from '../../src/producer/select-by-hash.js';
import { vectors } from '../protocol/support/golden.js';

interface Vector {
  readonly type: 'String' | 'Integer' | 'Long';
  readonly key: string;
  readonly indexBySize: Readonly<Record<string, number>>;
}

const queuesOf = (count: number) =>
  Array.from({ length: count }, (_, queueId) => ({ topic: 't', brokerName: 'a', queueId }));

describe('selectByHash', () => {
  it('chooses for every text the queue that Java chooses', () => {
    const texts = (vectors('select-by-hash') as readonly Vector[]).filter(({ type }) => type === 'String');
    expect(texts).not.to.have.length(0);
    for (const { key, indexBySize } of texts) {
      for (const [size, index] of Object.entries(indexBySize)) {
        const message = { topic: 't', body: 'b', orderKey: key };
        expect(selectByHash(queuesOf(Number(size)), message)?.queueId, `${key} of ${size}`).to.equal(index);
      }
    }
  });

  it('leaves messages without an order key to the producer', () => {
    expect(selectByHash(queuesOf(4), { topic: 't', body: 'b' })).to.equal(undefined);
  });
});
