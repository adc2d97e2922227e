import { expect } from 'chai';
import type { MessageQueue } from '../../src/message/message-queue.js';
import { createRuntime } from '../../src/runtime/runtime.js';
import { QueueRotation } from '../../src/sending/queue-rotation.js';

const queues = (...brokers: string[]): MessageQueue[] =>
  brokers.map((brokerName, queueId) => ({ topic: 't', brokerName, queueId }));

const rotation = (start: number): QueueRotation => new QueueRotation(createRuntime({ random: () => start }));

describe('QueueRotation', () => {
  it('visits every queue before it comes back', () => {
    const turn = rotation(0);
    const list = queues('a', 'a', 'b');
    const visited = Array.from({ length: 6 }, () => turn.next('t', list).queueId);
    expect(visited).to.deep.equal([0, 1, 2, 0, 1, 2]);
  });

  it('starts somewhere', () => {
    expect(rotation(0.99).next('t', queues('a', 'b', 'c')).queueId).to.equal(2);
  });

  it('avoids a broker when there is another', () => {
    const turn = rotation(0);
    const list = queues('a', 'a', 'b');
    expect([turn.next('t', list, 'a').queueId, turn.next('t', list, 'b').queueId]).to.deep.equal([2, 0]);
  });

  it('goes on with the next queue when there is only the avoided broker', () => {
    const turn = rotation(0);
    const list = queues('a', 'a');
    expect([turn.next('t', list, 'a').queueId, turn.next('t', list, 'a').queueId]).to.deep.equal([0, 1]);
  });

  it('prefers a usable broker, and takes any other when there is none', () => {
    const list = queues('a', 'b', 'c');
    const choose = (...usable: string[]): number =>
      rotation(0).next('t', list, 'a', (name) => usable.includes(name)).queueId;
    expect([choose('c'), choose('b', 'c'), choose(), choose('a')]).to.deep.equal([2, 1, 1, 1]);
  });

  it('copes with a queue list that became shorter', () => {
    const turn = rotation(0.9);
    turn.next('t', queues('a', 'a', 'a'));
    expect(turn.next('t', queues('a')).queueId).to.equal(0);
  });
});
