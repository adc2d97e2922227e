import { expect } from 'chai';
import type { PopRequest } from '../../../src/broker/calls/pop-message.js';
import { AuthorizationError, InvalidRequestError, NotFoundError } from '../../../src/errors/broker-error.js';
import {
  decodeStoredMessages,
  receiptHandlesOf,
  renewReceiptHandle,
  type ReceiptHandle,
} from '../../../src/protocol/index.js';
import { observe } from '../../remoting/toy-network.js';
import { consumerOf, embedded, heartbeat } from './embedded.js';

const queue = { group: 'billing', topic: 'orders', brokerName: 'broker-a', queueId: 0 };

const pop = (parts: Partial<PopRequest> = {}): PopRequest => ({
  ...queue,
  maxMessages: 32,
  invisibleTimeMs: 60_000,
  pollTimeMs: 0,
  bornAt: 0,
  from: 'first',
  expression: '*',
  expressionType: 'TAG',
  ...parts,
});

/** A broker with two messages in a queue, and calls to it. */
async function stageWithMessages() {
  const stage = await embedded();
  await stage.send();
  await stage.send();
  const { pop: calls } = stage.client;
  const take = async (parts: Partial<PopRequest> = {}): Promise<ReceiptHandle[]> => {
    const result = await stage.answer(calls.pop(pop({ bornAt: stage.clock.now, ...parts })));
    if (result.status !== 'found') return [];
    const messages = decodeStoredMessages(result.records);
    return receiptHandlesOf(result.header, 'broker-a', messages);
  };
  return { ...stage, calls, take };
}

describe('popCalls', () => {
  it('take messages, which are hidden then', async () => {
    await using stage = await stageWithMessages();
    const handles = await stage.take();
    expect(handles.map(({ queueOffset }) => queueOffset)).to.deep.equal([0, 1]);
    expect(await stage.take()).to.deep.equal([]);
  });

  it('say when there is nothing', async () => {
    await using stage = await embedded();
    expect(await stage.answer(stage.client.pop.pop(pop()))).to.deep.equal({ status: 'none' });
    expect(await stage.answer(stage.client.pop.peek({ ...queue, maxMessages: 1 }))).to.deep.equal({
      status: 'none',
    });
  });

  it('hold a pop as a parked poll until a message comes', async () => {
    await using stage = await embedded();
    const polling = observe(stage.client.pop.pop(pop({ pollTimeMs: 20_000, bornAt: stage.clock.now })));
    await stage.clock.advance(10_000);
    const connection = stage.pool.get(stage.broker.address);
    expect([polling.values, connection.metrics().parked]).to.deep.equal([[], 1]);
    await stage.send();
    expect(polling.values.map(({ status }) => status)).to.deep.equal(['found']);
  });

  it('show what a pop would take', async () => {
    await using stage = await stageWithMessages();
    const peeked = await stage.answer(stage.calls.peek({ ...queue, maxMessages: 1 }));
    expect(peeked).to.include({ status: 'found' });
    expect(await stage.take()).to.have.length(2);
  });

  it('acknowledge one, one without an answer, and many', async () => {
    await using stage = await stageWithMessages();
    await stage.send();
    await stage.send();
    const [first, second, third, fourth] = (await stage.take()) as [
      ReceiptHandle,
      ReceiptHandle,
      ReceiptHandle,
      ReceiptHandle,
    ];
    const popped = { group: 'billing', topic: 'orders' };
    await stage.answer(stage.calls.ack({ ...popped, handle: first }));
    await stage.answer(stage.calls.ackOneway({ ...popped, handle: second }));
    const { startOffset, popTime, invisibleTime, reviveQid, retryMark, queueId } = third;
    await stage.answer(
      stage.calls.ackBatch({
        brokerName: 'broker-a',
        acks: [
          {
            consumerGroup: 'billing',
            topic: 'orders',
            retryMark,
            startOffset,
            queueId,
            reviveQueueId: reviveQid,
            popTime,
            invisibleTime,
            offsets: [third.queueOffset, fourth.queueOffset],
          },
        ],
      }),
    );
    await stage.clock.advance(300_000);
    expect(await stage.take({ queueId: -1 })).to.deep.equal([]);
  });

  it('hide a message for longer, under a new handle', async () => {
    await using stage = await stageWithMessages();
    const [handle] = (await stage.take({ maxMessages: 1 })) as [ReceiptHandle];
    await stage.clock.advance(30_000);
    const popped = { group: 'billing', topic: 'orders' };
    const renewal = await stage.answer(
      stage.calls.changeInvisibleTime({ ...popped, handle, invisibleTimeMs: 90_000 }),
    );
    const renewed = renewReceiptHandle(handle, renewal);
    expect(renewed).to.include({ invisibleTime: 90_000, queueOffset: 0 });
    await stage.answer(stage.calls.ack({ ...popped, handle: renewed }));
    await stage.clock.advance(300_000);
    const left = await stage.take({ queueId: -1 });
    expect(left.map(({ queueOffset }) => queueOffset)).to.deep.equal([1]);
  });

  it('err for the handle of no message', async () => {
    await using stage = await stageWithMessages();
    const [handle] = (await stage.take()) as [ReceiptHandle];
    const popped = { group: 'billing', topic: 'orders', handle: { ...handle, queueOffset: 99 } };
    expect(await stage.failure(stage.calls.ack(popped))).to.be.instanceOf(NotFoundError);
    const longer = stage.calls.changeInvisibleTime({ ...popped, invisibleTimeMs: 1000 });
    expect(await stage.failure(longer)).to.be.instanceOf(NotFoundError);
  });

  it('err when a pop asks for too many', async () => {
    await using stage = await embedded();
    const error = await stage.failure(stage.client.pop.pop(pop({ maxMessages: 33 })));
    expect(error).to.be.instanceOf(InvalidRequestError);
  });

  it('wait for a message without taking it', async () => {
    await using stage = await embedded();
    const waiting = observe(
      stage.client.pop.waitForMessage({ ...queue, pollTimeMs: 15_000, bornAt: stage.clock.now }),
    );
    await stage.clock.advance(1000);
    expect(waiting.values).to.deep.equal([]);
    await stage.send();
    expect(waiting.values).to.deep.equal([{ hasMessage: true, isPollingFull: false }]);
  });

  it('count the pops that are held', async () => {
    await using stage = await embedded();
    observe(stage.client.pop.pop(pop({ pollTimeMs: 10_000, bornAt: stage.clock.now })));
    await stage.clock.settle();
    expect(await stage.answer(stage.client.pop.pollingInfo(queue))).to.equal(1);
  });

  it('tell which queues a member has', async () => {
    await using stage = await embedded();
    const { assignment, setMode, modes } = stage.client.pop;
    const question = {
      topic: 'orders',
      consumerGroup: 'billing',
      clientId: 'me',
      strategyName: 'AVG',
      messageModel: 'CLUSTERING',
    } as const;
    expect(await stage.answer(assignment(question))).to.equal(undefined);
    await stage.answer(stage.client.heartbeat(heartbeat({ consumerDataSet: [consumerOf('billing')] })));
    const setting = { topic: 'orders', consumerGroup: 'billing', mode: 'POP', popShareQueueNum: 0 } as const;
    await stage.answer(setMode(setting));
    expect(await stage.answer(assignment(question))).to.deep.equal([
      { topic: 'orders', brokerName: 'broker-a', queueId: -1, mode: 'POP' },
    ]);
    expect(await stage.answer(modes())).to.deep.include(setting);
    const refused = await stage.failure(setMode({ ...setting, topic: '%RETRY%billing' }));
    expect(refused).to.be.instanceOf(AuthorizationError);
  });
});
