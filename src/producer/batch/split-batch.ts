import { batchEntryBytes } from '../../protocol/message/batch-codec.js';
import type { PreparedMessage } from '../../sending/prepared-message.js';
import { maxBatchedPropertiesBytes } from './batch-limits.js';

/** Messages that go in one request. One alone goes as the message that it is. */
export interface BatchPart {
  /** In their order, not empty. */
  readonly messages: readonly PreparedMessage[];
  /** Of the request's body. */
  readonly bytes: number;
}

/** Whether a message can be in a batch of at most so many bytes, and how many of them it takes; undefined when it cannot. */
export function bytesInBatch(message: PreparedMessage, maxBytes: number): number | undefined {
  const { length } = message.properties;
  // A character takes at least one byte and at most three.
  if (length > maxBatchedPropertiesBytes) return undefined;
  if (
    length * 3 > maxBatchedPropertiesBytes &&
    Buffer.byteLength(message.properties) > maxBatchedPropertiesBytes
  )
    return undefined;
  const bytes = batchEntryBytes(message);
  return bytes > maxBytes ? undefined : bytes;
}

/** Cuts a batch into as few requests as its order allows, each with a body of at most `maxBytes`. */
export function splitBatch(messages: readonly PreparedMessage[], maxBytes: number): BatchPart[] {
  const parts: BatchPart[] = [];
  let open: PreparedMessage[] = [];
  let openBytes = 0;
  const cut = (): void => {
    const [first, second] = open;
    if (first !== undefined)
      parts.push({ messages: open, bytes: second === undefined ? first.body.length : openBytes });
    open = [];
    openBytes = 0;
  };
  for (const message of messages) {
    const bytes = bytesInBatch(message, maxBytes);
    if (bytes === undefined || openBytes + bytes > maxBytes) cut();
    open.push(message);
    openBytes += bytes ?? 0;
    if (bytes === undefined) cut();
  }
  cut();
  return parts;
}
