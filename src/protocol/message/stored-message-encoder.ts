import { InvalidArgumentError } from '../../errors/usage-error.js';
import { putLong } from '../binary-numbers.js';
import { SysFlag } from '../sys-flag.js';
import { bodyCrc } from './crc32.js';
import { hostBytes, parseHost } from './host-address.js';
import { RecordMagic, RecordOffset } from './record-layout.js';

/** What a record is made of; what is left out is 0 or empty. */
export interface StoredMessageParts {
  readonly topic: string;
  /** As it is to be stored, perhaps compressed. */
  readonly body: Uint8Array;
  /** See `encodeProperties`. */
  readonly properties?: string;
  readonly queueId: number;
  readonly queueOffset: number;
  readonly physicalOffset: number;
  readonly flag?: number;
  /** The bits for IPv6 hosts are set from the hosts. */
  readonly sysFlag?: number;
  readonly bornTimestamp: number;
  /** `host:port` with an IP address, IPv6 in brackets. */
  readonly bornHost: string;
  readonly storeTimestamp: number;
  readonly storeHost: string;
  readonly reconsumeTimes?: number;
  readonly preparedTransactionOffset?: number;
  /** Default: that of `body`. */
  readonly bodyCrc?: number;
}

const maxShortTopicBytes = 0x7f;
const maxTextBytes = 0x7fff;
const ipv6HostBytes = hostBytes(true);

/**
 * A stored record (wire.md section 7.1, layout in `RecordOffset`), of version 2 when the topic needs it. For servers.
 * Java `MessageDecoder#encode`, `MessageExtEncoder`.
 *
 * @throws {InvalidArgumentError} when a host is no IP address, or topic or properties have more than 32767 bytes
 */
export function encodeStoredMessage(parts: StoredMessageParts): Buffer {
  const {
    body,
    properties = '',
    sysFlag = 0,
    flag = 0,
    reconsumeTimes = 0,
    preparedTransactionOffset = 0,
  } = parts;
  const bornHost = parseHost(parts.bornHost, 'bornHost');
  const storeHost = parseHost(parts.storeHost, 'storeHost');
  const topic = toBytes(parts.topic, 'topic');
  const propertiesText = toBytes(properties, 'properties');
  const isShort = topic.length <= maxShortTopicBytes;

  const bornHostEnd = RecordOffset.BORN_HOST + bornHost.length;
  const storeHostEnd = bornHostEnd + 8 + storeHost.length;
  const bodyStart = storeHostEnd + 16;
  const topicStart = bodyStart + body.length + (isShort ? 1 : 2);
  const propertiesStart = topicStart + topic.length + 2;
  const record = Buffer.alloc(propertiesStart + propertiesText.length);

  record.writeInt32BE(record.length, 0);
  record.writeInt32BE(isShort ? RecordMagic.V1 : RecordMagic.V2, RecordOffset.MAGIC);
  record.writeInt32BE(parts.bodyCrc ?? bodyCrc(body), RecordOffset.BODY_CRC);
  record.writeInt32BE(parts.queueId, RecordOffset.QUEUE_ID);
  record.writeInt32BE(flag, RecordOffset.FLAG);
  putLong(record, RecordOffset.QUEUE_OFFSET, parts.queueOffset);
  putLong(record, RecordOffset.PHYSICAL_OFFSET, parts.physicalOffset);
  record.writeInt32BE(withHostFlags(sysFlag, bornHost, storeHost), RecordOffset.SYS_FLAG);
  putLong(record, RecordOffset.BORN_TIMESTAMP, parts.bornTimestamp);
  record.set(bornHost, RecordOffset.BORN_HOST);
  putLong(record, bornHostEnd, parts.storeTimestamp);
  record.set(storeHost, bornHostEnd + 8);
  record.writeInt32BE(reconsumeTimes, storeHostEnd);
  putLong(record, storeHostEnd + 4, preparedTransactionOffset);
  record.writeInt32BE(body.length, bodyStart - 4);
  record.set(body, bodyStart);
  if (isShort) record.writeInt8(topic.length, topicStart - 1);
  else record.writeInt16BE(topic.length, topicStart - 2);
  record.set(topic, topicStart);
  record.writeInt16BE(propertiesText.length, propertiesStart - 2);
  record.set(propertiesText, propertiesStart);
  return record;
}

function toBytes(text: string, path: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length > maxTextBytes)
    throw new InvalidArgumentError(path, `at most ${maxTextBytes} bytes of UTF-8`);
  return bytes;
}

function withHostFlags(sysFlag: number, bornHost: Buffer, storeHost: Buffer): number {
  const bornBit = bornHost.length === ipv6HostBytes ? SysFlag.BORN_HOST_V6 : 0;
  const storeBit = storeHost.length === ipv6HostBytes ? SysFlag.STORE_HOST_V6 : 0;
  return (sysFlag & ~(SysFlag.BORN_HOST_V6 | SysFlag.STORE_HOST_V6)) | bornBit | storeBit;
}
