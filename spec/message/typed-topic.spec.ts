import { expect } from 'chai';
import { PayloadDecodeError, PayloadEncodeError } from '../../src/errors/payload-error.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { checkMessage } from '../../src/message/prepare-message.js';
import { createTypedTopic } from '../../src/message/typed-topic.js';
import type { Codec } from '../../src/payload/codec.js';
import { json } from '../../src/payload/json-codec.js';
import { decodeProperties } from '../../src/protocol/message/message-properties.js';
import { originOf } from '../payload/origin-of.js';

interface Order {
  id: string;
}

const csv: Codec<Order> = {
  name: 'csv',
  encode: ({ id }) => Buffer.from(`${id};`),
  decode: (bytes) => ({ id: Buffer.from(bytes).toString().slice(0, -1) }),
};
const codec = json<Order>();
const orders = createTypedTopic('orders', { codec, accepts: [csv] });
const order = { id: 'o-1' };

describe('createTypedTopic', () => {
  it('makes messages that name their codec', () => {
    expect(orders.message(order)).to.deep.equal({
      topic: 'orders',
      body: Buffer.from('{"id":"o-1"}'),
      properties: { PAYLOAD_CODEC: 'json' },
    });
  });

  it('makes messages that a producer takes', () => {
    const { topic, body, properties } = checkMessage(orders.message(order), {
      messageId: 'ID',
      maxMessageBytes: 100,
    });
    expect({ topic, body: body.toString() }).to.deep.equal({ topic: 'orders', body: '{"id":"o-1"}' });
    expect(decodeProperties(properties)).to.include({ PAYLOAD_CODEC: 'json', UNIQ_KEY: 'ID' });
  });

  it('leaves the options of the caller as they are, and hands them on', () => {
    const options = Object.freeze({
      tags: 'paid',
      keys: ['o-1'],
      properties: Object.freeze({ region: 'eu' }),
    });
    expect(orders.message(order, options)).to.deep.include({
      tags: 'paid',
      keys: ['o-1'],
      properties: { region: 'eu', PAYLOAD_CODEC: 'json' },
    });
  });

  it('writes the body at once', () => {
    const changing = { id: 'before' };
    const { body } = orders.message(changing);
    changing.id = 'after';
    expect(body).to.deep.equal(Buffer.from('{"id":"before"}'));
  });

  it('writes one message with another codec', () => {
    const message = orders.message(order, { codec: csv });
    expect(message).to.deep.equal({
      topic: 'orders',
      body: Buffer.from('o-1;'),
      properties: { PAYLOAD_CODEC: 'csv' },
    });
  });

  it('throws when the value cannot be written', () => {
    const circle = { id: 'o-1', self: {} };
    circle.self = circle;
    expect(() => orders.message(circle)).to.throw(PayloadEncodeError);
  });

  it('leaves the name of the codec to itself', () => {
    expect(() => orders.message(order, { properties: { PAYLOAD_CODEC: 'csv' } })).to.throw(
      InvalidArgumentError,
      'properties.PAYLOAD_CODEC must be left to the topic',
    );
  });

  it('reads with the codec that a message names, or its own for a message that names none', () => {
    expect(orders.codecFor(originOf())).to.equal(codec);
    expect(orders.codecFor(originOf('json'))).to.equal(codec);
    expect(orders.codecFor(originOf('csv'))).to.equal(csv);
  });

  it('refuses to read what it does not accept', () => {
    expect(() => orders.codecFor(originOf('text'))).to.throw(PayloadDecodeError, 'it was written by text');
  });

  it('refuses topics, codecs and names that cannot be', () => {
    expect(() => createTypedTopic('two words', { codec })).to.throw(InvalidArgumentError, 'topic must be');
    expect(() => createTypedTopic('orders', { codec: {} as never })).to.throw(
      InvalidArgumentError,
      'codec must be a codec',
    );
    expect(() => createTypedTopic('orders', { codec, accepts: [{} as never] })).to.throw(
      InvalidArgumentError,
      'accepts[0] must be a codec',
    );
    expect(() => createTypedTopic('orders', { codec, accepts: [csv, csv] })).to.throw(
      InvalidArgumentError,
      'accepts[1].name must be another name than csv',
    );
  });
});
