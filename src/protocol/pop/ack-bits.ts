import { DecodeError } from '../../errors/protocol-error.js';

/** Beyond any batch of a broker (32 messages, filtered ones between them), and a bound for what a stranger may send. */
const maxBits = 1 << 20;

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * The bit set of a batch ack as base64: bit n of byte n / 8, the least significant first, without zeros at the end (wire.md section
 * 5.8, Java `BitSetSerializerDeserializer`). `distances` are offsets from the start offset, in any order, below 2^20.
 */
export function encodeAckBits(distances: readonly number[]): string {
  const last = distances.reduce((left, right) => Math.max(left, right), -1);
  const bytes = Buffer.alloc(Math.floor(last / 8) + 1);
  for (const distance of distances) {
    const index = distance >>> 3;
    bytes[index] = (bytes[index] ?? 0) | (1 << (distance & 7));
  }
  return bytes.toString('base64');
}

/** The distances in a bit set, ascending. @throws {DecodeError} when it is not base64, or longer than 2^20 bits */
export function decodeAckBits(text: string): number[] {
  if (!base64.test(text)) throw new DecodeError('the bit set of a batch ack', 'it is not base64');
  if (text.length > maxBits / 6)
    throw new DecodeError('the bit set of a batch ack', 'it is longer than 2^20 bits');
  const distances: number[] = [];
  Buffer.from(text, 'base64').forEach((byte, index) => {
    for (let bit = 0; bit < 8; bit++) if ((byte & (1 << bit)) !== 0) distances.push(index * 8 + bit);
  });
  return distances;
}
