import { DecodeError } from '../../errors/protocol-error.js';
import { longAt, putLong } from '../binary-numbers.js';
import { formatHost, hostBytes, parseHost } from './host-address.js';

const offsetBytes = 8;

/** Where a message is stored, as its offset message id says. */
export interface MessageLocation {
  /** `host:port` of the broker, IPv6 in brackets. */
  readonly address: string;
  /** Position in the broker's commit log. */
  readonly physicalOffset: number;
}

/**
 * The offset message id (wire.md section 7.4): upper-case hex of the broker's IP, port and the physical offset; 32 characters
 * for an IPv4 broker, 56 for IPv6. Java `MessageDecoder#createMessageId`.
 *
 * @throws {InvalidArgumentError} when `address` is not an IP address with a port
 */
export function encodeOffsetMessageId({ address, physicalOffset }: MessageLocation): string {
  const host = parseHost(address, 'address');
  const id = Buffer.alloc(host.length + offsetBytes);
  id.set(host);
  putLong(id, host.length, physicalOffset);
  return id.toString('hex').toUpperCase();
}

/** Java `MessageDecoder#decodeMessageId`. @throws {DecodeError} */
export function decodeOffsetMessageId(id: string): MessageLocation {
  const bytes = Buffer.from(id, 'hex');
  const hostEnd = bytes.length - offsetBytes;
  const isWhole =
    bytes.length * 2 === id.length && (hostEnd === hostBytes(false) || hostEnd === hostBytes(true));
  if (!isWhole) throw new DecodeError('the message id', 'it is not 32 or 56 hexadecimal digits');
  const physicalOffset = longAt(bytes, hostEnd);
  if (!Number.isSafeInteger(physicalOffset))
    throw new DecodeError('the message id', 'its offset is beyond 2^53');
  return { address: formatHost(bytes, 0, hostEnd), physicalOffset };
}

/** What the ids of one sender are made of. */
export interface UniqueIdSource {
  /** The sender's IP, 4 or 16 bytes: ids have 32 or 56 characters. */
  readonly address: Uint8Array;
  /** Its low 16 bits are used. */
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A number in [0, 1); tells two generators of one process apart. */
  readonly random: () => number;
}

/** Every byte as two upper-case digits. */
const hex = Array.from({ length: 0x100 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
const counterSpan = 0x1_0000;

/**
 * Makes the ids that a sender gives its messages (property UNIQ_KEY, wire.md section 7.4): upper-case hex of IP, process
 * id, a number of the generator, milliseconds since the month began (local time), and a counter. Java
 * `MessageClientIDSetter`.
 *
 * Unlike Java's, the time of a generator never goes back, and moves on by itself when the counter has gone round within
 * a millisecond: no id comes twice within a month, whatever the clock does.
 */
export function createUniqueIdGenerator({ address, pid, now, random }: UniqueIdSource): () => string {
  const timeOffset = address.length + 6;
  const fixed = Buffer.alloc(timeOffset + 4);
  fixed.set(address);
  fixed.writeUInt16BE(pid & 0xffff, address.length);
  fixed.writeUInt32BE(Math.floor(random() * 2 ** 32), address.length + 2);
  let monthStart = 0;
  let monthEnd = -Infinity;
  let time = -Infinity;
  let left = counterSpan;
  let counter = -1;
  /** All but the counter; made once per millisecond, and in one piece: it is copied into every message. */
  let prefix = '';

  const moveTo = (next: number): void => {
    if (next >= monthEnd) {
      const date = new Date(next);
      monthStart = new Date(date.getFullYear(), date.getMonth(), 1).getTime();
      monthEnd = new Date(date.getFullYear(), date.getMonth() + 1, 1).getTime();
    }
    time = next;
    left = counterSpan;
    fixed.writeUInt32BE(time - monthStart, timeOffset);
    prefix = toHex(fixed);
  };

  return () => {
    const present = now();
    if (present > time) moveTo(present);
    else if (left === 0) moveTo(time + 1);
    left--;
    counter = (counter + 1) % counterSpan;
    return prefix + (hex[counter >> 8] as string) + (hex[counter & 0xff] as string);
  };
}

function toHex(bytes: Buffer): string {
  return bytes.toString('hex').toUpperCase();
}

/** The parts of a unique id. */
export interface UniqueIdParts {
  /** The sender's IP, 4 or 16 bytes. */
  readonly address: Buffer;
  readonly pid: number;
  /** Milliseconds since the beginning of the month, local time of the sender. */
  readonly millisOfMonth: number;
  readonly counter: number;
}

/** Takes a unique id apart, for display. @throws {DecodeError} when it does not have the form of Java's */
export function decodeUniqueId(id: string): UniqueIdParts {
  const bytes = Buffer.from(id, 'hex');
  const addressBytes = bytes.length - 12;
  if (bytes.length * 2 !== id.length || (addressBytes !== 4 && addressBytes !== 16))
    throw new DecodeError('the unique id', 'it is not 32 or 56 hexadecimal digits');
  return {
    address: bytes.subarray(0, addressBytes),
    pid: bytes.readUInt16BE(addressBytes),
    millisOfMonth: bytes.readUInt32BE(addressBytes + 6),
    counter: bytes.readUInt16BE(addressBytes + 10),
  };
}
