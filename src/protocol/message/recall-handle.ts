import { DecodeError } from '../../errors/protocol-error.js';

/** What a recall handle says. */
export interface RecallHandle {
  readonly topic: string;
  /** The broker to ask: only it has the message. */
  readonly brokerName: string;
  /** A moment within the delivery time of the message, in milliseconds since the epoch, as the broker wrote it. */
  readonly timestamp: string;
  /** UNIQ_KEY. */
  readonly messageId: string;
}

const version = 'v1';
const separator = ' ';
const base64Url = /^[A-Za-z0-9_-]*={0,2}$/;

/**
 * What a broker gives the sender of a timer message, to recall it (wire.md section 5.6): base64url, padded, of
 * `v1 <topic> <brokerName> <timestamp> <messageId>`. Java `RecallMessageHandle.HandleV1#buildHandle`.
 */
export function encodeRecallHandle({ topic, brokerName, timestamp, messageId }: RecallHandle): string {
  const text = [version, topic, brokerName, timestamp, messageId].join(separator);
  return Buffer.from(text).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/** Java `RecallMessageHandle#decodeHandle`. @throws {DecodeError} */
export function decodeRecallHandle(handle: string): RecallHandle {
  const items = base64Url.test(handle) ? Buffer.from(handle, 'base64url').toString().split(separator) : [];
  const [prefix, topic, brokerName, timestamp, messageId] = items;
  if (
    prefix !== version ||
    topic === undefined ||
    brokerName === undefined ||
    timestamp === undefined ||
    messageId === undefined ||
    messageId === ''
  )
    throw new DecodeError('the recall handle', 'it is not one of version 1');
  return { topic, brokerName, timestamp, messageId };
}
