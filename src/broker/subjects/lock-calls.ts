import { oneway } from '../broker-call.js';
import { LockQueues, UnlockQueues } from '../calls/queue-lock.js';

/** Locks of queues, for orderly consumers; to the master. */
export const lockCalls = {
  /** Emits which of the queues the client holds now; to be repeated before 60 s have passed. */
  lock: LockQueues,
  /** Gives queues back. */
  unlock: UnlockQueues,
  /** Gives queues back, without an answer. */
  unlockOneway: oneway(UnlockQueues),
} as const;
