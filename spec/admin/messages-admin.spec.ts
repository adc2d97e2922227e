import { expect } from 'chai';
import type { ReceivedMessage } from '../../src/message/received-message.js';
import { AdminFailedError } from '../../src/errors/admin-error.js';
import { DecodeError } from '../../src/errors/protocol-error.js';
import { TopicNotFoundError } from '../../src/errors/route-error.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { encodeOffsetMessageId, RequestCode, ResponseCode, SysFlag } from '../../src/protocol/index.js';
import { sendRequest } from '../testing/support/send.js';
import { administer } from './administer.js';

const textsOf = (messages: readonly ReceivedMessage[]): string[] => messages.map((message) => message.text());

/** Six messages, `m0` to `m5`, a second apart, in turn on two brokers. */
async function stageWithMessages() {
  const stage = await administer();
  const start = stage.clock.now;
  for (let index = 0; index < 6; index++) {
    await stage.clock.advance(1000);
    await stage.send({ body: `m${index}`, keys: [`key-${index}`, 'all'], tags: 'paid' });
  }
  await stage.clock.advance(1000);
  /** When `m0`, `m1`, ... was stored. */
  const timeOf = (index: number): Date => new Date(start + 1000 * (index + 1));
  return { ...stage, timeOf, messages: stage.admin.messages };
}

describe('MessagesAdmin', () => {
  it('finds a message by either of its ids', async () => {
    await using stage = await stageWithMessages();
    const { messageId, offsetMessageId, queue } = await stage.send({ body: 'this', tags: 'late' });
    for (const id of [messageId, offsetMessageId]) {
      const found = await stage.answer(stage.messages.byId('orders', id));
      expect(found?.text()).to.equal('this');
      expect(found).to.deep.include({ queue });
      expect([found?.messageId, found?.offsetMessageId, found?.tags]).to.deep.equal([
        messageId,
        offsetMessageId,
        'late',
      ]);
    }
  });

  it('finds nothing for an id that is no message of the topic', async () => {
    await using stage = await stageWithMessages();
    const { offsetMessageId } = await stage.send({ topic: 'bills' });
    const nowhere = encodeOffsetMessageId({ address: stage.broker.address, physicalOffset: 1 });
    const stranger = encodeOffsetMessageId({ address: '10.9.9.9:1', physicalOffset: 1 });
    for (const id of [offsetMessageId, nowhere, stranger, 'junk'])
      expect(await stage.answer(stage.messages.byId('orders', id))).to.equal(undefined);
  });

  it('finds messages of all brokers by key, in the order of their store times', async () => {
    await using stage = await stageWithMessages();
    const all = await stage.answer(stage.messages.byKey('orders', 'all'));
    expect(textsOf(all)).to.deep.equal(['m0', 'm1', 'm2', 'm3', 'm4', 'm5']);
    expect(new Set(all.map(({ queue }) => queue.brokerName)).size).to.equal(2);
    expect(textsOf(await stage.answer(stage.messages.byKey('orders', 'key-3')))).to.deep.equal(['m3']);
    expect(await stage.answer(stage.messages.byKey('orders', 'none'))).to.deep.equal([]);
  });

  it('finds messages by key in a span of time, the newest of many', async () => {
    await using stage = await stageWithMessages();
    const span = { from: stage.timeOf(1), to: stage.timeOf(4) };
    const inTime = await stage.answer(stage.messages.byKey('orders', 'all', span));
    expect(textsOf(inTime)).to.deep.equal(['m1', 'm2', 'm3', 'm4']);
    const newest = await stage.answer(stage.messages.byKey('orders', 'all', { maxMessages: 2 }));
    expect(textsOf(newest)).to.deep.equal(['m4', 'm5']);
  });

  it('reads messages of a span of time, the oldest of many', async () => {
    await using stage = await stageWithMessages();
    const span = { from: stage.timeOf(1), to: stage.timeOf(4) };
    expect(textsOf(await stage.answer(stage.messages.between('orders', span)))).to.deep.equal([
      'm1',
      'm2',
      'm3',
      'm4',
    ]);
    const oldest = await stage.answer(stage.messages.between('orders', { ...span, maxMessages: 3 }));
    expect(textsOf(oldest)).to.deep.equal(['m1', 'm2', 'm3']);
    expect(textsOf(await stage.answer(stage.messages.between('orders')))).to.have.length(6);
    const later = { from: new Date(stage.clock.now + 1) };
    expect(await stage.answer(stage.messages.between('orders', later))).to.deep.equal([]);
  });

  it('reads more than one answer holds, and commits nothing', async () => {
    await using stage = await administer({ brokers: 1, topics: { orders: { queues: 1 } } });
    for (let index = 0; index < 70; index++) await stage.send({ body: `m${index}` });
    const messages = await stage.answer(stage.admin.messages.between('orders', { maxMessages: 100 }));
    expect(textsOf(messages)).to.deep.equal(Array.from({ length: 70 }, (_, index) => `m${index}`));
    expect(stage.broker.offsets('TOOLS_CONSUMER')).to.deep.equal([]);
  });

  it('reads no further than the span', async () => {
    await using stage = await administer({ brokers: 1, topics: { orders: { queues: 1 } } });
    await stage.send();
    const to = new Date(stage.clock.now);
    await stage.clock.advance(1000);
    for (let index = 0; index < 70; index++) await stage.send();
    const pulls = stage.broker.faults.delay(0, { code: RequestCode.PULL_MESSAGE });
    expect(await stage.answer(stage.admin.messages.between('orders', { to }))).to.have.length(1);
    expect(pulls.hits).to.equal(1);
  });

  it('errs when the body of a message cannot be unpacked', async () => {
    await using stage = await administer({ brokers: 1, topics: { orders: { queues: 1 } } });
    stage.connect().send(sendRequest('no zlib', { sysFlag: SysFlag.COMPRESSED }));
    expect(await stage.failure(stage.admin.messages.byId('orders', 'id'))).to.be.instanceOf(DecodeError);
  });

  it('errs for a topic that does not exist, and says which broker failed', async () => {
    await using stage = await stageWithMessages();
    const nowhere = stage.messages.byKey('nowhere', 'key');
    expect(await stage.failure(nowhere)).to.be.instanceOf(TopicNotFoundError);
    const [, second] = stage.broker.brokers;
    const at = { at: second!.address };
    stage.broker.faults.answer(ResponseCode.SYSTEM_BUSY, { code: RequestCode.QUERY_MESSAGE, ...at });
    stage.broker.faults.answer(ResponseCode.SYSTEM_BUSY, { code: RequestCode.PULL_MESSAGE, ...at });
    for (const single of [stage.messages.byKey('orders', 'all'), stage.messages.between('orders')]) {
      const error = (await stage.failure(single)) as AdminFailedError;
      expect(error).to.be.instanceOf(AdminFailedError);
      expect(error.outcomes.map((outcome) => outcome.error === undefined)).to.deep.equal([true, false]);
    }
  });

  it('refuses wrong arguments', async () => {
    await using stage = await administer();
    const { messages } = stage.admin;
    for (const single of [
      messages.byId('orders', ''),
      messages.byId('a b', 'id'),
      messages.byKey('orders', ''),
      messages.byKey('orders', 'key', { maxMessages: 0 }),
      messages.between('orders', { from: 5 } as never),
      messages.between('orders', { from: new Date(2), to: new Date(1) }),
    ]) {
      expect(await stage.failure(single)).to.be.instanceOf(InvalidArgumentError);
    }
  });
});
