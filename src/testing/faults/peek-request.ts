import { prefixBytes } from '../../protocol/framing.js';
import { int32, numberEnd } from '../../protocol/header-scan.js';

const codeKey = Buffer.from('{"code":');
const flagKey = Buffer.from(',"flag":');
const opaqueKey = Buffer.from(',"opaque":');
const zero = 0x30;
/** From the end of a header back to its opaque, and from there to its flag: more than Java's clients put between them. */
const maxTailBytes = 96;

/**
 * Calls `found` with opaque and code of the request in `bytes[start, end)`, if it is written as Java's clients and ours do:
 * `{"code":N,…,"flag":N,"language":"…","opaque":N,…}`. False for anything else, which says nothing about it.
 *
 * Looks at a few bytes from both ends only: this is done for every request of a server without faults. Quotes within texts are
 * escaped, so that a key cannot be found in one; and fields of such a name would have their quoted value behind it.
 */
export function peekRequest(
  bytes: Buffer,
  start: number,
  end: number,
  found: { remember(opaque: number, code: number): void },
): boolean {
  const headerStart = start + prefixBytes;
  // A header of another serialization is longer than any frame, read like this.
  const headerEnd = headerStart + bytes.readUInt32BE(start + 4);
  if (headerEnd > end || !startsWith(bytes, headerStart, codeKey)) return false;
  const opaqueAt = findBack(bytes, headerEnd, headerStart, opaqueKey);
  const flagAt = opaqueAt < 0 ? -1 : findBack(bytes, opaqueAt, headerStart, flagKey);
  if (flagAt < 0) return false;
  const flag = bytes[flagAt + flagKey.length]! - zero;
  // Bit 0: an answer.
  if ((flag !== 0 && flag !== 2) || bytes[flagAt + flagKey.length + 1] !== opaqueKey[0]) return false;
  const codeStart = headerStart + codeKey.length;
  const opaqueStart = opaqueAt + opaqueKey.length;
  const code = int32(bytes, codeStart, numberEnd(bytes, codeStart, headerEnd));
  const opaque = int32(bytes, opaqueStart, numberEnd(bytes, opaqueStart, headerEnd));
  if (Number.isNaN(code + opaque)) return false;
  found.remember(opaque, code);
  return true;
}

/** Where the key begins that ends last before `end`; -1 when it is not near. */
function findBack(bytes: Buffer, end: number, start: number, key: Buffer): number {
  const first = Math.max(start, end - maxTailBytes);
  for (let at = end - key.length; at >= first; at--)
    if (bytes[at] === key[0] && bytes[at + 2] === key[2] && startsWith(bytes, at, key)) return at;
  return -1;
}

function startsWith(bytes: Buffer, at: number, key: Buffer): boolean {
  for (let index = 0; index < key.length; index++) if (bytes[at + index] !== key[index]) return false;
  return true;
}
