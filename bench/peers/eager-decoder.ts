/** A stored message with everything read at once. */
export interface EagerMessage {
  readonly storeSize: number;
  readonly bodyCrc: number;
  readonly queueId: number;
  readonly flag: number;
  readonly queueOffset: number;
  readonly physicalOffset: number;
  readonly sysFlag: number;
  readonly bornTimestamp: number;
  readonly bornHost: string;
  readonly storeTimestamp: number;
  readonly storeHost: string;
  readonly reconsumeTimes: number;
  readonly preparedTransactionOffset: number;
  readonly body: Buffer;
  readonly topic: string;
  readonly properties: Readonly<Record<string, string>>;
}

const bodyLengthOffset = 84;

/**
 * Stored records of version 1 between IPv4 hosts, read eagerly and with care: numbers without BigInt, the properties by
 * `indexOf`, the body copied so that no message keeps its batch. The way a good decoder without laziness would do it.
 */
export function decodeEagerly(bytes: Buffer): EagerMessage[] {
  const messages: EagerMessage[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readInt32BE(at)) {
    const bodyStart = at + bodyLengthOffset + 4;
    const topicLengthAt = bodyStart + bytes.readInt32BE(at + bodyLengthOffset);
    const topicEnd = topicLengthAt + 1 + bytes[topicLengthAt]!;
    const propertiesEnd = topicEnd + 2 + bytes.readInt16BE(topicEnd);
    messages.push({
      storeSize: bytes.readInt32BE(at),
      bodyCrc: bytes.readInt32BE(at + 8),
      queueId: bytes.readInt32BE(at + 12),
      flag: bytes.readInt32BE(at + 16),
      queueOffset: readLong(bytes, at + 20),
      physicalOffset: readLong(bytes, at + 28),
      sysFlag: bytes.readInt32BE(at + 36),
      bornTimestamp: readLong(bytes, at + 40),
      bornHost: readHost(bytes, at + 48),
      storeTimestamp: readLong(bytes, at + 56),
      storeHost: readHost(bytes, at + 64),
      reconsumeTimes: bytes.readInt32BE(at + 72),
      preparedTransactionOffset: readLong(bytes, at + 76),
      body: Buffer.from(bytes.subarray(bodyStart, topicLengthAt)),
      topic: bytes.toString('utf8', topicLengthAt + 1, topicEnd),
      properties: readProperties(bytes.toString('utf8', topicEnd + 2, propertiesEnd)),
    });
  }
  return messages;
}

function readLong(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4);
}

function readHost(bytes: Buffer, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}:${bytes.readInt32BE(at + 4)}`;
}

function readProperties(text: string): Record<string, string> {
  const properties: Record<string, string> = {};
  for (let start = 0; start < text.length;) {
    const keyEnd = text.indexOf('\u0001', start);
    const next = text.indexOf('\u0002', keyEnd);
    const end = next < 0 ? text.length : next;
    properties[text.slice(start, keyEnd)] = text.slice(keyEnd + 1, end);
    start = end + 1;
  }
  return properties;
}
