/**
 * Numbers in bytes, big-endian, by shifts: several times faster than `Buffer#readBigInt64BE` (performance notes of
 * the stored-message codec), and bounds are checked by who knows the layout.
 */

const wordSpan = 0x1_0000_0000;

export function int16At(bytes: Uint8Array, at: number): number {
  return (((bytes[at] as number) << 24) >> 16) | (bytes[at + 1] as number);
}

export function int32At(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

/** A 64-bit integer as a double: exact where the result is a safe integer. */
export function longAt(bytes: Uint8Array, at: number): number {
  return int32At(bytes, at) * wordSpan + (int32At(bytes, at + 4) >>> 0);
}

export function putLong(bytes: Buffer, at: number, value: number): void {
  const high = Math.floor(value / wordSpan);
  bytes.writeInt32BE(high, at);
  bytes.writeUInt32BE(value - high * wordSpan, at + 4);
}

/** The same out of a view: one load for each half. Worth making the view where many numbers are read from one buffer. */
export function longIn(view: DataView, at: number): number {
  return view.getInt32(at) * wordSpan + view.getUint32(at + 4);
}
