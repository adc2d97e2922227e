import { defer, map, type Observable } from 'rxjs';
import { valuesOf } from '../internal/handler-result.js';
import type { StoredMessage } from '../protocol/message/stored-message.js';
import { ReceivedMessage } from './received-message.js';

/** The body of a stored message, unpacked when its flags say that it is packed. Throws or rejects when it cannot be. */
export type Unpack = (stored: StoredMessage) => Buffer | PromiseLike<Buffer>;

/** Cold: emits a message that came from a broker in another way than to a consumer. Errs when its body cannot be unpacked. */
export const unpackMessage = (
  stored: StoredMessage,
  brokerName: string,
  offset: number,
  unpack: Unpack,
): Observable<ReceivedMessage> =>
  defer(() => valuesOf(unpack(stored))).pipe(
    map((bytes) => {
      const queue = { topic: stored.topic, brokerName, queueId: stored.queueId };
      return new ReceivedMessage({ stored, queue, offset, bytes, extraAttempts: 0 }, bytes);
    }),
  );
