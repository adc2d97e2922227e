import { expect } from 'chai';
import sinon from 'sinon';
import { ReplyTimeoutError } from '../../../src/errors/producer-error.js';
import { AwaitedReply } from '../../../src/producer/request-reply/awaited-reply.js';
import { ReplyTable } from '../../../src/sending/request-reply/reply-table.js';
import { observe } from '../../remoting/toy-network.js';
import { pushOf } from '../../sending/request-reply/pushed-replies.js';
import { makeClock } from '../../support/make-clock.js';

const address = '10.0.0.1:10911';
const queue = { topic: 'prices', brokerName: 'broker-a', queueId: 1 };

function makeAwaited() {
  const clock = makeClock();
  const replies = new ReplyTable(clock.runtime);
  const onMissed = sinon.spy();
  const awaited = new AwaitedReply({
    correlationId: 'c-1',
    messageId: 'M-1',
    topic: 'prices',
    group: 'asking',
    timeoutMs: 1000,
    startedAt: 0,
    onMissed,
  });
  const waiting = observe(awaited.in(replies));
  const push = (): void => {
    replies.accept(pushOf({ CORRELATION_ID: 'c-1' }), address);
  };
  return { clock, replies, awaited, waiting, push, onMissed };
}

describe('AwaitedReply', () => {
  it('emits the reply and who pushed it, once', () => {
    const { clock, replies, waiting, push } = makeAwaited();
    push();
    push();
    clock.tick();
    expect(waiting.values.map(({ stored, ...rest }) => [stored.body.toString(), rest])).to.deep.equal([
      ['pong', { address }],
    ]);
    expect([waiting.complete.callCount, replies.size]).to.deep.equal([1, 0]);
  });

  it('errs at its time, and says where the request is', () => {
    const { clock, awaited, waiting, onMissed } = makeAwaited();
    awaited.sentTo(queue);
    clock.tick(990);
    expect(waiting.failure).to.equal(undefined);
    clock.tick(70);
    expect(waiting.failure).to.be.instanceOf(ReplyTimeoutError);
    const { message, context, messageId, retriable } = waiting.failure as ReplyTimeoutError;
    expect(message).to.equal('No reply within 1000 ms: the request was sent to prices@broker-a@1');
    expect([messageId, retriable]).to.deep.equal(['M-1', true]);
    expect(context).to.include({
      topic: 'prices',
      group: 'asking',
      queue: 'prices@broker-a@1',
      elapsedMs: 1000,
    });
    expect(onMissed).to.have.been.calledOnceWith('broker-a', 0);
  });

  it('leaves a send that has not ended a moment to tell what went wrong', () => {
    const { clock, waiting, onMissed } = makeAwaited();
    clock.tick(1200);
    expect(waiting.failure).to.equal(undefined);
    clock.tick(150);
    expect(waiting.failure?.message).to.equal(
      'No reply within 1000 ms: the request was not acknowledged by a broker',
    );
    expect(onMissed).to.have.callCount(0);
  });

  it('waits no more when nobody wants its reply', () => {
    const { clock, replies, waiting } = makeAwaited();
    waiting.subscription.unsubscribe();
    expect(replies.size).to.equal(0);
    clock.tick(2000);
    expect([waiting.failure, clock.timers]).to.deep.equal([undefined, 0]);
  });

  it('does not hear of a reply that arrives while it fails', () => {
    const { clock, awaited, waiting, push } = makeAwaited();
    push();
    awaited.fail(new Error('closed'));
    clock.tick();
    expect([waiting.values, waiting.failure?.message]).to.deep.equal([[], 'closed']);
  });
});
