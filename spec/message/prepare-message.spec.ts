import { expect } from 'chai';
import { MessageTooLargeError } from '../../src/errors/producer-error.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import type { OutgoingMessage } from '../../src/message/outgoing-message.js';
import { checkMessage, maxPropertiesBytes } from '../../src/message/prepare-message.js';
import { decodeProperties } from '../../src/protocol/index.js';

const maxMessageBytes = 100;
const message: OutgoingMessage = { topic: 't', body: 'body' };
const check = (changes: object = {}) =>
  checkMessage({ ...message, ...changes }, { messageId: 'ID', maxMessageBytes });
const properties = (changes: object = {}) => ({ ...decodeProperties(check(changes).properties) });

describe('checkMessage', () => {
  it('gives topic and body, and the id among the properties', () => {
    const checked = check({ body: 'Grüße' });
    expect([checked.topic, checked.body.toString('utf8')]).to.deep.equal(['t', 'Grüße']);
    expect(properties()).to.deep.equal({ UNIQ_KEY: 'ID', WAIT: 'true' });
  });

  it('takes the bytes of a view, not of the memory behind it', () => {
    const memory = new Uint8Array([1, 2, 3, 4]);
    expect([...check({ body: memory.subarray(1, 3) }).body]).to.deep.equal([2, 3]);
  });

  it('encodes tag, keys and properties', () => {
    expect(properties({ tags: 'paid', keys: ['k1', 'k2'], properties: { größe: 'groß' } })).to.deep.equal({
      UNIQ_KEY: 'ID',
      WAIT: 'true',
      TAGS: 'paid',
      KEYS: 'k1 k2',
      größe: 'groß',
    });
    expect(properties({ keys: 'only' })).to.include({ KEYS: 'only' });
    expect(properties({ keys: [] })).not.to.have.property('KEYS');
  });

  it('encodes order key, delay and what is not to be waited for, and gives the flag', () => {
    expect(properties({ orderKey: 'c 7', delay: { level: 3 }, waitForStore: false })).to.deep.equal({
      UNIQ_KEY: 'ID',
      WAIT: 'false',
      __SHARDINGKEY: 'c 7',
      DELAY: '3',
    });
    expect(properties({ delay: { ms: 5000 } })).to.include({ TIMER_DELAY_MS: '5000' });
    expect(properties({ delay: { at: new Date(7000) } })).to.include({ TIMER_DELIVER_MS: '7000' });
    expect([check({ flag: -7 }).flag, check().flag]).to.deep.equal([-7, 0]);
  });

  it('adds the properties of the library, which count in the limit', () => {
    const options = { messageId: 'ID', maxMessageBytes };
    const checked = checkMessage(message, { ...options, properties: { PGROUP: 'p' } });
    expect({ ...decodeProperties(checked.properties) }).to.include({ PGROUP: 'p' });
    const long = 'x'.repeat(maxPropertiesBytes);
    expect(() => checkMessage(message, { ...options, properties: { PGROUP: long } })).to.throw(
      MessageTooLargeError,
    );
  });

  it('takes a queue, which is no part of what is stored', () => {
    expect(properties({ queue: { brokerName: 'a', queueId: 0 } })).to.deep.equal(properties());
  });

  it('keeps a property whatever its name means in JavaScript', () => {
    const names = JSON.parse('{"__proto__":"a","constructor":"b"}') as object;
    const decoded = decodeProperties(check({ properties: names }).properties);
    expect([decoded['__proto__'], decoded['constructor']]).to.deep.equal(['a', 'b']);
  });

  it('accepts bodies and properties up to the limits', () => {
    const fixed = Buffer.byteLength(check({ properties: { p: 'x' } }).properties) - 1;
    const value = 'x'.repeat(maxPropertiesBytes - fixed);
    expect(() => check({ body: 'x'.repeat(maxMessageBytes), properties: { p: value } })).not.to.throw();
    expect(() => check({ properties: { p: `${value}x` } })).to.throw(
      MessageTooLargeError,
      'A message properties size of 32768 bytes exceeds the limit of 32767 bytes',
    );
  });

  it('measures bodies in bytes', () => {
    expect(() => check({ body: 'ä'.repeat(51) })).to.throw(
      MessageTooLargeError,
      'A message body size of 102 bytes exceeds the limit of 100 bytes',
    );
  });

  for (const [what, changes, text] of [
    ['a topic that no broker takes', { topic: 'a b' }, 'topic must be made of letters'],
    ['a topic of the broker', { topic: 'RMQ_SYS_TRANS_HALF_TOPIC' }, 'topic must be a topic of your own'],
    ['a body that is neither text nor bytes', { body: 7 }, 'body must be a string or a Uint8Array'],
    ['no body', { body: undefined }, 'body must be a string or a Uint8Array'],
    ['an empty body', { body: '' }, 'body must be at least one byte long'],
    ['an empty tag', { tags: '' }, 'tags must be a text that is not empty'],
    ['a tag that is no text', { tags: ['a'] }, 'tags must be a text that is not empty'],
    ['several tags', { tags: 'a || b' }, 'tags must be one tag, unlike "a || b"'],
    ['a tag with a bar', { tags: 'a|b' }, 'tags must be one tag, unlike "a|b"'],
    ['a blank tag', { tags: ' ' }, 'tags must be a tag that is not blank'],
    ['an empty order key', { orderKey: '' }, 'orderKey must be a text that is not empty'],
    ['an order key with a separator', { orderKey: '\u0002' }, 'orderKey must be free of'],
    ['a flag of more than 32 bits', { flag: 2 ** 31 }, 'flag must be an integer of 32 bits'],
    ['a flag that is no number', { flag: '1' }, 'flag must be an integer of 32 bits'],
    ['to wait for the store perhaps', { waitForStore: 'yes' }, 'waitForStore must be true or false'],
    ['a queue that is no object', { queue: 3 }, 'queue must be an object'],
    ['a queue without a broker', { queue: { queueId: 0 } }, 'queue.brokerName must be a text'],
    [
      'a queue without an id',
      { queue: { brokerName: 'a', queueId: -1 } },
      'queue.queueId must be an integer of at least 0',
    ],
    [
      'a queue and an order key',
      { queue: { brokerName: 'a', queueId: 0 }, orderKey: 'k' },
      'queue must be left out where there is an orderKey',
    ],
    ['a delay that is a number', { delay: 5 }, 'delay must be { level }, { ms } or { at }'],
    ['a delay of no kind', { delay: { hours: 1 } }, 'delay must be { level }, { ms } or { at }'],
    ['two delays', { delay: { level: 1, ms: 1 } }, 'delay must be { level }, { ms } or { at }'],
    ['a level of 0', { delay: { level: 0 } }, 'delay.level must be an integer of at least 1'],
    ['a negative delay', { delay: { ms: -1 } }, 'delay.ms must be an integer of at least 1'],
    ['a date that is none', { delay: { at: new Date(NaN) } }, 'delay.at must be a valid Date'],
    ['a time in place of a date', { delay: { at: 5 } }, 'delay.at must be a valid Date'],
    ['a tag with a separator', { tags: 'a\u0001b' }, 'tags must be free of the characters'],
    ['an empty key', { keys: ['a', ''] }, 'keys[1] must be a text that is not empty'],
    ['a key with a space', { keys: ['a', 'b c'] }, 'keys[1] must be free of spaces, unlike "b c"'],
    ['a key with a separator', { keys: 'a\u0002' }, 'keys[0] must be free of the characters'],
    ['keys that are no list', { keys: new Set(['a']) }, 'keys must be a text or a list of texts'],
    ['keys that are a number', { keys: 5 }, 'keys must be a text or a list of texts'],
    ['properties that are no object', { properties: 'p' }, 'properties must be an object'],
    ['properties that are null', { properties: null }, 'properties must be an object'],
    ['a property without a name', { properties: { '': 'x' } }, 'properties must be a text that is not'],
    ['an empty property', { properties: { p: '' } }, 'properties.p must be a text that is not empty'],
    ['a property that is no text', { properties: { p: 1 } }, 'properties.p must be a text that is not'],
    ['a property with a separator', { properties: { p: '\u0002' } }, 'properties.p must be free of'],
    ['a name with a separator', { properties: { 'p\u0001': 'x' } }, 'properties must be free of'],
    ['a name of RocketMQ', { properties: { TAGS: 'x' } }, 'properties.TAGS must be another name'],
    ['a transient name', { properties: { '__RMQ.TRANSIENT.x': 'x' } }, 'must be another name'],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(() => check(changes)).to.throw(InvalidArgumentError, text);
    });
  }

  for (const nothing of [undefined, null, 'text']) {
    it(`refuses ${String(nothing)} in place of a message`, () => {
      expect(() => checkMessage(nothing as never, { messageId: 'ID', maxMessageBytes })).to.throw(
        InvalidArgumentError,
        'message must be an object',
      );
    });
  }
});
