import { MessageTooLargeError } from '../errors/producer-error.js';
import { InvalidArgumentError } from '../errors/usage-error.js';
import { encodeProperties, encodeProperty } from '../protocol/message/message-properties.js';
import { isReservedProperty, PropertyKey } from '../protocol/property-key.js';
import { delayProperty } from './delay.js';
import { checkSendTopic } from './names.js';
import type { OutgoingMessage } from './outgoing-message.js';

/** Largest properties string that a broker stores; it adds some of its own to what we send. */
export const maxPropertiesBytes = 32_767;

/** Nothing in the properties string may contain what separates its keys and values (wire.md 7.3). */
function isFreeOfSeparators(text: string): boolean {
  return !text.includes('\u0001') && !text.includes('\u0002');
}

/** @param name - of a property: the path is put together for an error only */
function checkText(text: unknown, path: string, name?: string): asserts text is string {
  if (typeof text === 'string' && text !== '' && isFreeOfSeparators(text)) return;
  const expected =
    typeof text === 'string' && text !== ''
      ? 'free of the characters U+0001 and U+0002'
      : 'a text that is not empty';
  throw new InvalidArgumentError(name === undefined ? path : `${path}.${name}`, expected);
}

function checkObject(value: unknown, path: string): asserts value is object {
  if (typeof value !== 'object' || value === null) throw new InvalidArgumentError(path, 'an object');
}

function checkTag(tag: unknown): string {
  checkText(tag, 'tags');
  if (tag.trim() === '') throw new InvalidArgumentError('tags', 'a tag that is not blank');
  if (tag.includes('|')) throw new InvalidArgumentError('tags', `one tag, unlike "${tag}"`);
  return tag;
}

function checkOrderKey(key: unknown): string {
  checkText(key, 'orderKey');
  return key;
}

/** What Java calls `setFlag`: an `int`. */
function checkFlag(flag: unknown): number {
  if (typeof flag !== 'number' || (flag | 0) !== flag)
    throw new InvalidArgumentError('flag', 'an integer of 32 bits');
  return flag;
}

function checkWait(wait: unknown): string {
  if (typeof wait !== 'boolean') throw new InvalidArgumentError('waitForStore', 'true or false');
  return String(wait);
}

function checkQueue(queue: unknown): void {
  checkObject(queue, 'queue');
  const { brokerName, queueId } = queue as { readonly brokerName?: unknown; readonly queueId?: unknown };
  if (typeof brokerName !== 'string' || brokerName === '')
    throw new InvalidArgumentError('queue.brokerName', 'a text that is not empty');
  if (!Number.isSafeInteger(queueId) || (queueId as number) < 0)
    throw new InvalidArgumentError('queue.queueId', 'an integer of at least 0');
}

/** Undefined for an empty list. */
function checkKeys(keys: unknown): string | undefined {
  const list: readonly unknown[] = Array.isArray(keys) ? keys : [keys];
  if (typeof keys !== 'string' && list !== keys)
    throw new InvalidArgumentError('keys', 'a text or a list of texts');
  if (keys === '' || list.length === 0) return undefined;
  list.forEach((key, index) => {
    const path = typeof keys === 'string' ? 'keys[0]' : `keys[${index}]`;
    checkText(key, path);
    if (key.includes(' ')) throw new InvalidArgumentError(path, `free of spaces, unlike "${key}"`);
  });
  return list.join(' ');
}

function checkBody(body: unknown, maxMessageBytes: number, topic: string): Buffer {
  if (typeof body !== 'string' && !(body instanceof Uint8Array))
    throw new InvalidArgumentError('body', 'a string or a Uint8Array');
  const bytes =
    typeof body === 'string'
      ? Buffer.from(body, 'utf8')
      : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (bytes.length === 0)
    throw new InvalidArgumentError('body', 'at least one byte long: brokers refuse empty bodies');
  if (bytes.length > maxMessageBytes)
    throw new MessageTooLargeError('body', bytes.length, maxMessageBytes, { topic });
  return bytes;
}

/** What {@link checkMessage} makes of a message. */
export interface CheckedMessage {
  readonly topic: string;
  readonly body: Buffer;
  /** Encoded, the message id included. */
  readonly properties: string;
  readonly flag: number;
}

export interface CheckOptions {
  readonly messageId: string;
  readonly maxMessageBytes: number;
  /** Properties of this library's own, besides those that come of the message's fields. */
  readonly properties?: Readonly<Record<string, string>> | undefined;
}

/**
 * Refuses what no broker would store or no consumer could read, before anything is sent, and encodes the rest.
 *
 * @throws {InvalidArgumentError} naming the field
 * @throws {MessageTooLargeError}
 * @see apache/rocketmq `client/…/Validators#checkMessage`, `common/…/message/Message#putUserProperty`
 */
export function checkMessage(
  message: OutgoingMessage,
  { messageId, maxMessageBytes, properties: own }: CheckOptions,
): CheckedMessage {
  checkObject(message, 'message');
  const { topic, body, tags, keys, properties, orderKey, queue, delay, flag, waitForStore } = message;
  checkSendTopic(topic);
  const bytes = checkBody(body, maxMessageBytes, topic);
  if (queue !== undefined) checkQueue(queue);
  if (queue !== undefined && orderKey !== undefined)
    throw new InvalidArgumentError('queue', 'left out where there is an orderKey, which chooses one');
  let encoded = encodeProperty(PropertyKey.UNIQ_KEY, messageId);
  encoded += encodeProperty(PropertyKey.WAIT, waitForStore === undefined ? 'true' : checkWait(waitForStore));
  if (tags !== undefined) encoded += encodeProperty(PropertyKey.TAGS, checkTag(tags));
  const joinedKeys = keys === undefined ? undefined : checkKeys(keys);
  if (joinedKeys !== undefined) encoded += encodeProperty(PropertyKey.KEYS, joinedKeys);
  if (orderKey !== undefined) encoded += encodeProperty(PropertyKey.SHARDING_KEY, checkOrderKey(orderKey));
  if (delay !== undefined) {
    const [name, value] = delayProperty(delay);
    encoded += encodeProperty(name, value);
  }
  if (own !== undefined) encoded += encodeProperties(own);
  if (properties !== undefined) encoded += checkProperties(properties);
  const propertiesBytes = Buffer.byteLength(encoded);
  if (propertiesBytes > maxPropertiesBytes)
    throw new MessageTooLargeError('properties', propertiesBytes, maxPropertiesBytes, { topic });
  return { topic, body: bytes, properties: encoded, flag: flag === undefined ? 0 : checkFlag(flag) };
}

/** The user's own, encoded. */
function checkProperties(properties: unknown): string {
  checkObject(properties, 'properties');
  let encoded = '';
  for (const name of Object.keys(properties)) {
    const value: unknown = (properties as Readonly<Record<string, unknown>>)[name];
    checkText(name, 'properties');
    checkText(value, 'properties', name);
    if (isReservedProperty(name))
      throw new InvalidArgumentError(`properties.${name}`, 'another name: RocketMQ uses this one itself');
    encoded += encodeProperty(name, value);
  }
  return encoded;
}
