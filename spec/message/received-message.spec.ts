import { expect } from 'chai';
import { DecodeError } from '../../src/errors/protocol-error.js';
import { type MessageSource, ReceivedMessage } from '../../src/message/received-message.js';
import { decodeStoredMessages } from '../../src/protocol/index.js';
import { commitLogOffsetOf, storedRecord, type StubMessage } from '../support/stub-broker/stub-queue.js';

function receive(
  message: StubMessage = {},
  { topic = 'orders', extraAttempts = 0 } = {},
): ReceivedMessage<Buffer> {
  const [stored] = decodeStoredMessages(storedRecord(topic, 2, 7, message));
  const queue = { topic, brokerName: 'broker-a', queueId: 2 };
  const source: MessageSource = { stored: stored!, queue, offset: 7, bytes: stored!.body, extraAttempts };
  return new ReceivedMessage(source, source.bytes);
}

const readBrokenJson = (): unknown => receive({ body: '{"secret' }).json();

describe('ReceivedMessage', () => {
  it('tells where it was read and when and where it was made', () => {
    const message = receive();
    expect({
      topic: message.topic,
      queue: message.queue,
      offset: message.offset,
      bornHost: message.bornHost,
      bornAt: message.bornAt.getTime(),
      storedAt: message.storedAt.getTime(),
    }).to.deep.equal({
      topic: 'orders',
      queue: { topic: 'orders', brokerName: 'broker-a', queueId: 2 },
      offset: 7,
      bornHost: '10.0.9.9:5000',
      bornAt: 1,
      storedAt: 2,
    });
  });

  it('has the topic it was sent to when it comes again, and the queue it comes from', () => {
    const message = receive({ properties: { RETRY_TOPIC: 'orders' } }, { topic: '%RETRY%g' });
    expect([message.topic, message.queue.topic]).to.deep.equal(['orders', '%RETRY%g']);
  });

  it('has the id that its sender gave it', () => {
    expect(receive({ properties: { UNIQ_KEY: 'ID' } }).messageId).to.equal('ID');
  });

  it('has the id of its place where its sender gave it none', () => {
    const message = receive({ properties: { UNIQ_KEY: '' } });
    const place = `0A00000100002A9F${commitLogOffsetOf(7).toString(16).toUpperCase().padStart(16, '0')}`;
    expect([message.messageId, message.offsetMessageId]).to.deep.equal([place, place]);
  });

  it('counts the broker’s deliveries and its own', () => {
    expect([
      receive().attempt,
      receive({ reconsumeTimes: 3 }).attempt,
      receive({ reconsumeTimes: 3 }, { extraAttempts: 2 }).attempt,
    ]).to.deep.equal([1, 4, 6]);
  });

  it('has tag, keys and properties', () => {
    const message = receive({ properties: { TAGS: 'paid', KEYS: 'k1  k2', region: 'eu' } });
    expect([message.tags, message.keys, message.property('region'), message.property('none')]).to.deep.equal([
      'paid',
      ['k1', 'k2'],
      'eu',
      undefined,
    ]);
    expect({ ...message.properties }).to.deep.equal({
      UNIQ_KEY: 'id-7',
      TAGS: 'paid',
      KEYS: 'k1  k2',
      region: 'eu',
    });
  });

  it('has no tag and no keys when it was sent without', () => {
    const message = receive();
    expect([message.tags, message.keys]).to.deep.equal([undefined, []]);
  });

  it('reads its body as text and as JSON', () => {
    const message = receive({ body: '{"größe":1}' });
    expect([message.text(), message.json()]).to.deep.equal(['{"größe":1}', { größe: 1 }]);
  });

  it('says that a body is not JSON without repeating it', () => {
    expect(readBrokenJson).to.throw(DecodeError, 'Cannot read the message body: it is not JSON');
    expect(readBrokenJson).to.throw(DecodeError).with.property('message').that.does.not.include('secret');
    expect(readBrokenJson).to.throw(DecodeError).with.property('cause').instanceOf(SyntaxError);
  });
});
