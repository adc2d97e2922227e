import { randomBytes } from 'node:crypto';

/** A name for a topic or group that no other test uses, also in another run on the same broker. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomBytes(5).toString('hex')}`;
}
