import * as zlib from 'node:zlib';

const polynomial = 0xedb8_8320;
const tableCount = 8;
const tableLength = 0x100;

/** Table 0 is the classic one; table n moves a byte on by n more bytes. */
function createTables(): Uint32Array {
  const tables = new Uint32Array(tableCount * tableLength);
  for (let byte = 0; byte < tableLength; byte++) {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? polynomial : 0);
    tables[byte] = remainder;
  }
  for (let i = tableLength; i < tables.length; i++) {
    const previous = tables[i - tableLength] as number;
    tables[i] = (previous >>> 8) ^ (tables[previous & 0xff] as number);
  }
  return tables;
}

/** CRC-32 eight bytes at a time, for a Node without `zlib.crc32` (before 20.15, 21, 22.0 and 22.1). */
export function createSlicingCrc32(): (bytes: Uint8Array) => number {
  const tables = createTables();
  const at = (table: number, index: number): number => tables[table * tableLength + (index & 0xff)] as number;
  return (bytes) => {
    const { length } = bytes;
    const whole = length - (length % tableCount);
    let crc = 0xffff_ffff;
    let i = 0;
    for (; i < whole; i += tableCount) {
      const low = crc ^ word(bytes, i);
      const high = word(bytes, i + 4);
      crc =
        at(7, low) ^
        at(6, low >>> 8) ^
        at(5, low >>> 16) ^
        at(4, low >>> 24) ^
        at(3, high) ^
        at(2, high >>> 8) ^
        at(1, high >>> 16) ^
        at(0, high >>> 24);
    }
    for (; i < length; i++) crc = (crc >>> 8) ^ at(0, crc ^ (bytes[i] as number));
    return ~crc >>> 0;
  };
}

/** Four bytes, the lowest first. */
function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

const crc32: (bytes: Uint8Array) => number =
  typeof zlib.crc32 === 'function' ? zlib.crc32 : createSlicingCrc32();

/** The body CRC of a stored record: CRC-32 of the body as stored, without the top bit (wire.md section 7.2). */
export function bodyCrc(body: Uint8Array): number {
  return crc32(body) & 0x7fff_ffff;
}
