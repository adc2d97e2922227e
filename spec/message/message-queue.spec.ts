import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { compareQueues, type MessageQueue, queueKey } from '../../src/message/message-queue.js';

const { vectors } = JSON.parse(
  readFileSync(new URL('../fixtures/vectors/message-queue.json', import.meta.url), 'utf8'),
) as { vectors: { sortedOrder?: string[] }[] };
const sorted = vectors.flatMap(({ sortedOrder = [] }) => sortedOrder);

const parse = (text: string): MessageQueue => {
  const [topic = '', brokerName = '', queueId] = text.split(':');
  return { topic, brokerName, queueId: Number(queueId) };
};

describe('compareQueues', () => {
  it('sorts as Java does', () => {
    const queues = sorted.toReversed().map(parse).toSorted(compareQueues);
    expect(queues.map(({ topic, brokerName, queueId }) => `${topic}:${brokerName}:${queueId}`)).to.deep.equal(
      sorted,
    );
    expect(sorted).to.have.length(30);
  });

  it('finds a queue equal to itself', () => {
    expect(compareQueues(parse('T:b:1'), parse('T:b:1'))).to.equal(0);
  });
});

describe('queueKey', () => {
  it('names topic, broker and queue', () => {
    expect(queueKey(parse('T:b:1'))).to.equal('T@b@1');
  });
});
