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
