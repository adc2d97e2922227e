import { expect } from 'chai';
import { BrokerInternalError } from '../../../src/errors/broker-error.js';
import { decodeOffsetMessageId, decodeStoredMessages } from '../../../src/protocol/index.js';
import { embedded } from './embedded.js';

const bodiesIn = (records: Buffer): string[] =>
  decodeStoredMessages(records).map(({ body }) => body.toString());

const query = { topic: 'orders', isUniqueId: false, maxMessages: 32, from: 0, to: undefined };

describe('messageCalls', () => {
  it('find a message at its place', async () => {
    await using stage = await embedded();
    await stage.send();
    const { offsetMessageId } = await stage.send({ body: Buffer.from('there') });
    const commitLogOffset = decodeOffsetMessageId(offsetMessageId).physicalOffset;
    const { view } = stage.client.messages;
    expect(bodiesIn(await stage.answer(view({ commitLogOffset, topic: 'orders' })))).to.deep.equal(['there']);
    expect(await stage.failure(view({ commitLogOffset: 99_999 }))).to.be.instanceOf(BrokerInternalError);
  });

  it('find messages by key and by unique id, in a span of time', async () => {
    await using stage = await embedded();
    await stage.send({ body: Buffer.from('early') }, { UNIQ_KEY: 'A1', KEYS: 'red blue' });
    await stage.clock.advance(1000);
    const { now } = stage.clock;
    await stage.send({ body: Buffer.from('late') }, { UNIQ_KEY: 'A2', KEYS: 'blue' });
    const ask = async (parts: object) =>
      bodiesIn(await stage.answer(stage.client.messages.query({ ...query, key: 'blue', ...parts })));
    expect(await ask({})).to.deep.equal(['early', 'late']);
    expect(await ask({ key: 'A2', isUniqueId: true })).to.deep.equal(['late']);
    expect(await ask({ from: now })).to.deep.equal(['late']);
    expect(await ask({ to: now - 1 })).to.deep.equal(['early']);
    expect(await ask({ maxMessages: 1 })).to.deep.equal(['late']);
    expect(await ask({ key: 'green' })).to.deep.equal([]);
  });

  it('err when a half message to be asked about is not there', async () => {
    await using stage = await embedded();
    const error = await stage.failure(stage.client.messages.resumeCheck({ offsetMessageId: 'junk' }));
    expect(error).to.be.instanceOf(BrokerInternalError);
  });
});
