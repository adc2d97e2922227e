import { MessageTooLargeError } from '../errors/producer-error.js';
import { InvalidArgumentError } from '../errors/usage-error.js';
import { followingKey, propertiesEnd } from '../protocol/message/message-properties.js';
import { isReservedProperty, PropertyKey } from '../protocol/property-key.js';
import { delayProperty } from './delay.js';
import { checkSendTopic } from './names.js';
import type { OutgoingMessage } from './outgoing-message.js';
import { RightNames } from './right-names.js';

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

function checkWait(wait: unknown): boolean {
  if (typeof wait !== 'boolean') throw new InvalidArgumentError('waitForStore', 'true or false');
  return wait;
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
      : Buffer.isBuffer(body)
        ? body
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
  /** For who sends many messages. Default: nothing is remembered. */
  readonly names?: MessageNames;
}

/** The names of topics and properties that were right in earlier messages. */
export class MessageNames {
  readonly topics = new RightNames((topic) => {
    checkSendTopic(topic);
    return topic;
  });
  /** What stands before their values. */
  readonly properties = new RightNames((name) => followingKey(checkPropertyName(name)));
}

const idKey = followingKey(PropertyKey.UNIQ_KEY).slice(propertiesEnd.length);
const waiting = `${followingKey(PropertyKey.WAIT)}true`;
const notWaiting = `${followingKey(PropertyKey.WAIT)}false`;
const tagsKey = followingKey(PropertyKey.TAGS);
const keysKey = followingKey(PropertyKey.KEYS);
const orderKeyKey = followingKey(PropertyKey.SHARDING_KEY);

/**
 * Refuses what no broker would store or no consumer could read, before anything is sent, and encodes the rest.
 *
 * @throws {InvalidArgumentError} naming the field
 * @throws {MessageTooLargeError}
 * @see apache/rocketmq `client/…/Validators#checkMessage`, `common/…/message/Message#putUserProperty`
 */
export function checkMessage(
  message: OutgoingMessage,
  { messageId, maxMessageBytes, properties: own, names = new MessageNames() }: CheckOptions,
): CheckedMessage {
  checkObject(message, 'message');
  const { topic, body, tags, keys, properties, orderKey, queue, delay, flag, waitForStore } = message;
  names.topics.get(topic);
  const bytes = checkBody(body, maxMessageBytes, topic);
  if (queue !== undefined) checkQueue(queue);
  if (queue !== undefined && orderKey !== undefined)
    throw new InvalidArgumentError('queue', 'left out where there is an orderKey, which chooses one');
  let encoded = idKey + messageId;
  encoded += waitForStore === undefined || checkWait(waitForStore) ? waiting : notWaiting;
  if (tags !== undefined) encoded += tagsKey + checkTag(tags);
  const joinedKeys = keys === undefined ? undefined : checkKeys(keys);
  if (joinedKeys !== undefined) encoded += keysKey + joinedKeys;
  if (orderKey !== undefined) encoded += orderKeyKey + checkOrderKey(orderKey);
  if (delay !== undefined) {
    const [name, value] = delayProperty(delay);
    encoded += followingKey(name) + value;
  }
  for (const name in own) encoded += followingKey(name) + own[name];
  if (properties !== undefined) encoded += checkProperties(properties, names);
  encoded += propertiesEnd;
  checkPropertiesSize(encoded, topic);
  return { topic, body: bytes, properties: encoded, flag: flag === undefined ? 0 : checkFlag(flag) };
}

/** The user's own, encoded. */
function checkProperties(properties: unknown, names: MessageNames): string {
  checkObject(properties, 'properties');
  let encoded = '';
  for (const name of Object.keys(properties)) {
    const value: unknown = (properties as Readonly<Record<string, unknown>>)[name];
    const key = names.properties.get(name);
    checkText(value, 'properties', name);
    encoded += key + value;
  }
  return encoded;
}

function checkPropertyName(name: unknown): string {
  checkText(name, 'properties');
  if (!isReservedProperty(name)) return name;
  throw new InvalidArgumentError(`properties.${name}`, 'another name: RocketMQ uses this one itself');
}

function checkPropertiesSize(encoded: string, topic: string): void {
  // Counted only where it could matter: a character takes three bytes at most.
  if (encoded.length * 3 <= maxPropertiesBytes) return;
  const bytes = Buffer.byteLength(encoded);
  if (bytes > maxPropertiesBytes)
    throw new MessageTooLargeError('properties', bytes, maxPropertiesBytes, { topic });
}
