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

  it('prefers the best brokers, the next of equals, and never the avoided one', () => {
    const list = queues('a', 'b', 'c');
    const choose = (ranks: Readonly<Record<string, number>>): number =>
      rotation(0).next('t', list, 'a', (name) => ranks[name]!).queueId;
    expect(choose({ a: 0, b: 1, c: 0 })).to.equal(2);
    expect(choose({ a: 0, b: 3, c: 2 })).to.equal(2);
    expect(choose({ a: 0, b: 2, c: 2 })).to.equal(1);
    expect(choose({ a: 0, b: 0, c: 0 })).to.equal(1);
  });

  it('takes turns among the best', () => {
    const turn = rotation(0);
    const list = queues('a', 'b', 'b', 'c');
    const next = (): number => turn.next('t', list, undefined, (name) => (name === 'a' ? 1 : 0)).queueId;
    expect(Array.from({ length: 5 }, next)).to.deep.equal([1, 2, 3, 1, 2]);
  });

  it('copes with a queue list that became shorter', () => {
    const turn = rotation(0.9);
    turn.next('t', queues('a', 'a', 'a'));
    expect(turn.next('t', queues('a')).queueId).to.equal(0);
  });
});
