import { isRetriable } from './predicates.js';
import { describeFailure, type ErrorDetails, RocketMQError } from './rocketmq-error.js';

/** What was to be administered is not as it should be. */
export abstract class AdminError extends RocketMQError {
  static override readonly className: string = 'AdminError';
}

/** What became of an operation on one of several servers. */
export interface ServerOutcome {
  /** `host:port` of the broker or name server. */
  readonly address: string;
  /** Of a broker. */
  readonly brokerName: string | undefined;
  /** What it answered; undefined for commands, and when it failed. */
  readonly value: unknown;
  /** Why it failed; undefined when it did not. */
  readonly error: unknown;
}

/**
 * An operation that concerns several servers failed on at least one of them; `cause` is the first failure. `outcomes` tells
 * of each server, with what those answered that did not fail. Where it succeeded it stays done.
 */
export class AdminFailedError extends AdminError {
  static override readonly className = 'AdminFailedError';
  override readonly code = 'ROCKETMQ_ADMIN_FAILED';
  /** What was to be done, such as `delete topic orders`. */
  readonly operation: string;
  readonly outcomes: readonly ServerOutcome[];

  constructor(operation: string, outcomes: readonly ServerOutcome[], details?: ErrorDetails) {
    const failed = outcomes.filter(({ error }) => error !== undefined);
    const cause = failed[0]?.error;
    const why = cause instanceof Error ? `: ${cause.message}` : '';
    const where = failed.map(({ address, brokerName }) => nameOf(address, brokerName)).join(', ');
    super(
      `Cannot ${operation} on ${failed.length} of ${outcomes.length} servers (${where})${why}`,
      failed.every(({ error }) => isRetriable(error)),
      { cause, ...details },
    );
    this.operation = operation;
    this.outcomes = outcomes;
  }

  override toJSON(): Record<string, unknown> {
    const outcomes = this.outcomes.map(({ address, brokerName, error }) => ({
      address,
      ...(brokerName === undefined ? {} : { brokerName }),
      ...(error === undefined ? {} : { error: describeFailure(error) }),
    }));
    return { ...super.toJSON(), outcomes };
  }
}

/** The consumer group does not exist, or has no such member. */
export class GroupNotFoundError extends AdminError {
  static override readonly className = 'GroupNotFoundError';
  override readonly code = 'ROCKETMQ_GROUP_NOT_FOUND';

  constructor(group: string, reason: string, details?: ErrorDetails) {
    super(`Cannot find group ${group}: ${reason}`, false, { ...details, group });
  }
}

const nameOf = (address: string, brokerName: string | undefined): string =>
  brokerName === undefined ? address : `${brokerName} ${address}`;
