import type { StoredMessage } from '../protocol/message/stored-message.js';

/** The body of a stored message, unpacked when its flags say that it is packed. Throws or rejects when it cannot be. */
export type Decompress = (stored: StoredMessage) => Buffer | PromiseLike<Buffer>;
