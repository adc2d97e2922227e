import { isUtf8 } from 'node:buffer';
import { toBuffer } from './to-buffer.js';

/** The text, or `undefined` for bytes that are not UTF-8: replacing them would lose them silently. */
export function readUtf8(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes) ? toBuffer(bytes).toString('utf8') : undefined;
}
