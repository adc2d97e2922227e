import { describeAttempts, RocketMQError, type ErrorDetails } from './rocketmq-error.js';

/** A message could not be sent. */
export abstract class ProducerError extends RocketMQError {
  static override readonly className: string = 'ProducerError';
}

/** One try to send a message. */
export interface SendAttempt {
  readonly brokerName: string;
  readonly address: string;
  readonly queueId: number;
  readonly durationMs: number;
  readonly error: unknown;
}

/**
 * The message was not acknowledged by any broker. `attempts` lists every try in order; `cause` is the last failure.
 * A try that ended with a timeout or a lost connection may still have stored the message; all tries carry the same
 * message id, so that consumers can recognise copies.
 */
export class SendFailedError extends ProducerError {
  static override readonly className = 'SendFailedError';
  override readonly code = 'ROCKETMQ_SEND_FAILED';
  readonly messageId: string;
  readonly attempts: readonly SendAttempt[];

  constructor(
    messageId: string,
    attempts: readonly SendAttempt[],
    retriable: boolean,
    details?: ErrorDetails,
  ) {
    const tries = attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`;
    const all = { cause: attempts.at(-1)?.error, ...details };
    const why = all.cause instanceof Error ? `: ${all.cause.message}` : '';
    super(`The message was not sent after ${tries}${why}`, retriable, all);
    this.messageId = messageId;
    this.attempts = attempts;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), attempts: describeAttempts(this.attempts) };
  }
}

/** The body, or the body with its properties, exceeds the limit; nothing was sent. */
export class MessageTooLargeError extends ProducerError {
  static override readonly className = 'MessageTooLargeError';
  override readonly code = 'ROCKETMQ_MESSAGE_TOO_LARGE';
  readonly part: 'body' | 'properties';
  readonly bytes: number;
  readonly maxBytes: number;

  constructor(part: 'body' | 'properties', bytes: number, maxBytes: number, details?: ErrorDetails) {
    super(`A message ${part} size of ${bytes} bytes exceeds the limit of ${maxBytes} bytes`, false, details);
    this.part = part;
    this.bytes = bytes;
    this.maxBytes = maxBytes;
  }
}

/**
 * A request message was sent, and no reply to it came in time. It may have been handled all the same; a reply that comes now is an
 * event of the producer.
 */
export class ReplyTimeoutError extends ProducerError {
  static override readonly className = 'ReplyTimeoutError';
  override readonly code = 'ROCKETMQ_REPLY_TIMEOUT';
  /** Of the request. */
  readonly messageId: string;
  readonly timeoutMs: number;

  constructor(messageId: string, timeoutMs: number, details?: ErrorDetails) {
    const queue = details?.queue;
    const where = queue === undefined ? 'was not acknowledged by a broker' : `was sent to ${queue}`;
    super(`No reply within ${timeoutMs} ms: the request ${where}`, true, details);
    this.messageId = messageId;
    this.timeoutMs = timeoutMs;
  }
}

/** Where a message of a batch is. Its receipt has it all. */
export interface BatchReceipt {
  readonly messageId: string;
  readonly offsetMessageId: string;
  readonly queue: { readonly topic: string; readonly brokerName: string; readonly queueId: number };
  readonly queueOffset: number;
}

/**
 * A batch that takes several requests was stored up to a point. `receipts` are those of its first messages; the request with the
 * next ones failed, `cause` says why, and what comes behind was not sent. To send the whole batch again would store its beginning
 * twice.
 */
export class PartialBatchError extends ProducerError {
  static override readonly className = 'PartialBatchError';
  override readonly code = 'ROCKETMQ_PARTIAL_BATCH';
  readonly receipts: readonly BatchReceipt[];
  readonly messageCount: number;

  constructor(receipts: readonly BatchReceipt[], messageCount: number, details?: ErrorDetails) {
    const why = details?.cause instanceof Error ? `: ${details.cause.message}` : '';
    super(`Only the first ${receipts.length} of ${messageCount} messages were sent${why}`, false, details);
    this.receipts = receipts;
    this.messageCount = messageCount;
  }

  /** With the number of receipts in their place: there may be thousands. */
  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), receipts: this.receipts.length };
  }
}

export type TooManySendsReason = 'waiting' | 'timeout' | 'replies';

const tooManySends: Readonly<Record<TooManySendsReason, (waiting: number) => string>> = {
  waiting: (waiting) => `${waiting} sends wait already`,
  timeout: (waiting) => `it has waited for its whole time, with ${waiting} others`,
  replies: (waiting) => `${waiting} requests wait for their replies already`,
};

/**
 * Too many sends of the producer wait already (`waiting`), or this one has waited for its whole time (`timeout`): brokers take less
 * than the program sends. Or too many of its requests wait for their replies (`replies`). Nothing was sent.
 */
export class TooManySendsError extends ProducerError {
  static override readonly className = 'TooManySendsError';
  override readonly code = 'ROCKETMQ_TOO_MANY_SENDS';
  readonly reason: TooManySendsReason;
  readonly waiting: number;

  constructor(reason: TooManySendsReason, waiting: number, details?: ErrorDetails) {
    super(`The message was not sent: ${tooManySends[reason](waiting)}`, true, details);
    this.reason = reason;
    this.waiting = waiting;
  }
}

/**
 * The work of a transaction, or a checker, has not told how it ended: it gave none of the three outcomes (`no-outcome`), or took
 * longer than it may (`timeout`). The outcome is `unknown` then, and this is the reason.
 */
export class TransactionError extends ProducerError {
  static override readonly className = 'TransactionError';
  override readonly code = 'ROCKETMQ_TRANSACTION';
  readonly reason: 'no-outcome' | 'timeout';

  constructor(reason: 'no-outcome' | 'timeout', details?: ErrorDetails) {
    const what =
      reason === 'no-outcome'
        ? 'The transaction has no outcome: neither commit nor rollback nor unknown was given'
        : 'The transaction has no outcome: its time was up before one was given';
    super(what, false, details);
    this.reason = reason;
  }
}
