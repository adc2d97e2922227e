import { RocketMQError, type ErrorDetails } from './rocketmq-error.js';

/** A consumer could not do its part. */
export abstract class ConsumerError extends RocketMQError {
  static override readonly className: string = 'ConsumerError';
}

/** A queue could not be pulled. An event while the consumer retries; an error where nothing is left to retry. */
export class PullFailedError extends ConsumerError {
  static override readonly className = 'PullFailedError';
  override readonly code = 'ROCKETMQ_PULL_FAILED';

  constructor(queue: string, retriable: boolean, details?: ErrorDetails) {
    super(`Cannot pull from ${queue}`, retriable, { ...details, queue });
  }
}

/** The committed offset of a queue could not be stored. Nothing is lost: deliveries after it come again. */
export class CommitFailedError extends ConsumerError {
  static override readonly className = 'CommitFailedError';
  override readonly code = 'ROCKETMQ_COMMIT_FAILED';
  readonly offset: number;

  constructor(queue: string, offset: number, details?: ErrorDetails) {
    super(`Cannot commit offset ${offset} of ${queue}`, true, { ...details, queue });
    this.offset = offset;
  }
}
