import type { SendResult, SendStatus } from '../broker/calls/send-message.js';
import type { SendAttempt } from '../errors/producer-error.js';
import type { PreparedMessage } from './prepared-message.js';

/** A message that a broker says it has. */
export interface StoredSend {
  readonly message: PreparedMessage;
  readonly result: SendResult;
  readonly address: string;
  /** Of the attempt, milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
}

/** How hard to try. */
export interface SendPolicy {
  readonly group: string;
  /** Milliseconds for all attempts together. */
  readonly timeoutMs: number;
  /** Milliseconds for one attempt while others are left, so that a broker that hangs leaves time for another. */
  readonly attemptTimeoutMs: number;
  /** Attempts after the first. */
  readonly retries: number;
  /** Queues that a broker makes when it creates the topic on first use. */
  readonly defaultTopicQueues: number;
  /** Answers that count as success. Default: all of them, the master has the message in each case. */
  readonly requireStatus?: readonly SendStatus[];
  /** Hears of each attempt that failed. */
  readonly onAttemptFailed?: (attempt: SendAttempt, messageId: string) => void;
  /** Hears of each message that a broker has, also when it promises less than is required. */
  readonly onStored?: ((stored: StoredSend) => void) | undefined;
}
