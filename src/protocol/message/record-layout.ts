import { SysFlag } from '../sys-flag.js';
import { hostBytes } from './host-address.js';

/** What a record begins with, after its size: the version of its layout. */
export const RecordMagic = {
  /** Topic length in one byte. */
  V1: 0xdaa3_20a7 | 0,
  /** Topic length in two bytes, since 5.1.0 for topics of more than 127 bytes. */
  V2: 0xdaa3_20ab | 0,
} as const;

export type RecordMagic = (typeof RecordMagic)[keyof typeof RecordMagic];

/**
 * Places in a stored record (wire.md section 7.1), up to the first part of variable length. A host of an IPv6 peer has
 * 20 bytes instead of 8.
 *
 * | bytes  | field                                                        |
 * | ------ | ------------------------------------------------------------ |
 * | 4      | total size, this field included                              |
 * | 4      | magic                                                        |
 * | 4      | CRC of the body as stored                                    |
 * | 4      | queue id                                                     |
 * | 4      | flag of the application                                      |
 * | 8      | queue offset                                                 |
 * | 8      | physical offset                                              |
 * | 4      | sysFlag                                                      |
 * | 8      | born timestamp                                               |
 * | 8, 20  | born host: IP, port in 4 bytes                               |
 * | 8      | store timestamp                                              |
 * | 8, 20  | store host                                                   |
 * | 4      | times reconsumed                                             |
 * | 8      | offset of the prepared transaction                           |
 * | 4 + n  | body as stored                                               |
 * | 1 + n  | topic (v1), 2 + n (v2)                                       |
 * | 2 + n  | properties                                                   |
 */
export const RecordOffset = {
  MAGIC: 4,
  BODY_CRC: 8,
  QUEUE_ID: 12,
  FLAG: 16,
  QUEUE_OFFSET: 20,
  PHYSICAL_OFFSET: 28,
  SYS_FLAG: 36,
  BORN_TIMESTAMP: 40,
  BORN_HOST: 48,
} as const;

/** A record of version 1 between IPv4 hosts, with nothing in it. */
export const minRecordBytes = 91;

/** Where the parts of one message are. Body and properties of a message of a batch are in another buffer than the rest. */
export interface RecordLayout {
  readonly record: Buffer;
  /** Of the bytes of `record`. */
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
  /** Where the store timestamp begins: the first place that depends on the hosts. */
  readonly bornHostEnd: number;
  readonly storeHostEnd: number;
  readonly topicStart: number;
  readonly topicEnd: number;
  readonly content: Buffer;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly propertiesStart: number;
  readonly propertiesEnd: number;
}

/** The layout of the record in `record[start, end)`, at least {@link minRecordBytes} long, or what is wrong with it. */
export function locateRecord(
  record: Buffer,
  view: DataView,
  start: number,
  end: number,
): RecordLayout | string {
  const magic = view.getInt32(start + RecordOffset.MAGIC);
  if (magic !== RecordMagic.V1 && magic !== RecordMagic.V2) return `the magic ${hex(magic)} is unknown`;
  const sysFlag = view.getInt32(start + RecordOffset.SYS_FLAG);
  const bornHostEnd = start + RecordOffset.BORN_HOST + hostBytes((sysFlag & SysFlag.BORN_HOST_V6) !== 0);
  const storeHostEnd = bornHostEnd + 8 + hostBytes((sysFlag & SysFlag.STORE_HOST_V6) !== 0);
  const bodyStart = storeHostEnd + 16;
  const topicLengthBytes = magic === RecordMagic.V1 ? 1 : 2;
  // What follows the body without topic and properties.
  const tailBytes = topicLengthBytes + 2;
  if (bodyStart + tailBytes > end) return `${end - start} bytes are too few`;

  const bodyBytes = view.getInt32(bodyStart - 4);
  if (bodyBytes < 0 || bodyBytes > end - bodyStart - tailBytes)
    return `a body of ${bodyBytes} bytes does not fit`;
  const bodyEnd = bodyStart + bodyBytes;
  const topicStart = bodyEnd + topicLengthBytes;
  // One signed byte in version 1: a length above 127 is negative.
  const topicBytes = magic === RecordMagic.V1 ? view.getInt8(bodyEnd) : view.getInt16(bodyEnd);
  if (topicBytes < 0 || topicBytes > end - topicStart - 2)
    return `a topic of ${topicBytes} bytes does not fit`;
  const topicEnd = topicStart + topicBytes;
  const propertiesStart = topicEnd + 2;
  const propertiesBytes = view.getInt16(topicEnd);
  if (propertiesBytes < 0 || propertiesBytes > end - propertiesStart)
    return `properties of ${propertiesBytes} bytes do not fit`;
  return {
    record,
    view,
    start,
    end,
    bornHostEnd,
    storeHostEnd,
    topicStart,
    topicEnd,
    content: record,
    bodyStart,
    bodyEnd,
    propertiesStart,
    propertiesEnd: propertiesStart + propertiesBytes,
  };
}

function hex(value: number): string {
  return `0x${(value >>> 0).toString(16).toUpperCase()}`;
}
