import { MessageTooLargeError } from '../errors/producer-error.js';
import { InvalidArgumentError } from '../errors/usage-error.js';
import { encodeProperties } from '../protocol/message/message-properties.js';
import { isReservedProperty, PropertyKey } from '../protocol/property-key.js';
import { checkSendTopic } from './names.js';
import type { OutgoingMessage } from './outgoing-message.js';

/** What separates keys and values in the properties string; nothing in it may contain them (wire.md 7.3). */
const separators = ['\u0001', '\u0002'];

/** Largest properties string that a broker stores; it adds some of its own to what we send. */
export const maxPropertiesBytes = 32_767;

function checkText(text: unknown, path: string): asserts text is string {
  if (typeof text !== 'string' || text === '')
    throw new InvalidArgumentError(path, 'a text that is not empty');
  if (separators.some((separator) => text.includes(separator)))
    throw new InvalidArgumentError(path, 'free of the characters U+0001 and U+0002');
}

function checkObject(value: unknown, path: string): asserts value is object {
  if (typeof value !== 'object' || value === null) throw new InvalidArgumentError(path, 'an object');
}

function checkTag(tag: unknown): string {
  checkText(tag, 'tags');
  if (tag.includes('||')) throw new InvalidArgumentError('tags', `one tag, unlike "${tag}"`);
  return tag;
}

/** Undefined for an empty list. */
function checkKeys(keys: unknown): string | undefined {
  const list: readonly unknown[] = Array.isArray(keys) ? keys : [keys];
  if (typeof keys !== 'string' && list !== keys)
    throw new InvalidArgumentError('keys', 'a text or a list of texts');
  if (keys === '' || list.length === 0) return undefined;
  list.forEach((key, index) => {
    checkText(key, `keys[${index}]`);
    if (key.includes(' '))
      throw new InvalidArgumentError(`keys[${index}]`, `free of spaces, unlike "${key}"`);
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
  messageId: string,
  maxMessageBytes: number,
): CheckedMessage {
  checkObject(message, 'message');
  const { topic, body, tags, keys, properties = {} } = message;
  checkSendTopic(topic);
  const bytes = checkBody(body, maxMessageBytes, topic);
  let encoded = encodeProperties({
    [PropertyKey.UNIQ_KEY]: messageId,
    [PropertyKey.WAIT]: 'true',
    [PropertyKey.TAGS]: tags === undefined ? undefined : checkTag(tags),
    [PropertyKey.KEYS]: keys === undefined ? undefined : checkKeys(keys),
  });
  checkObject(properties, 'properties');
  for (const [name, value] of Object.entries(properties)) {
    checkText(name, 'properties');
    checkText(value, `properties.${name}`);
    if (isReservedProperty(name))
      throw new InvalidArgumentError(`properties.${name}`, 'another name: RocketMQ uses this one itself');
    // A computed key is a property of its own also when it is "__proto__".
    encoded += encodeProperties({ [name]: value });
  }
  const propertiesBytes = Buffer.byteLength(encoded);
  if (propertiesBytes > maxPropertiesBytes)
    throw new MessageTooLargeError('properties', propertiesBytes, maxPropertiesBytes, { topic });
  return { topic, body: bytes, properties: encoded };
}
