import { RocketMQError, type ErrorDetails } from './rocketmq-error.js';

/** The program asked for something that cannot be: fix the call, do not retry. */
export abstract class UsageError extends RocketMQError {
  static override readonly className: string = 'UsageError';

  constructor(message: string, details?: ErrorDetails) {
    super(message, false, details);
  }
}

/** An argument or option has a value that is not allowed. `path` names it, `expected` says what would be. */
export class InvalidArgumentError extends UsageError {
  static override readonly className = 'InvalidArgumentError';
  override readonly code = 'ROCKETMQ_INVALID_ARGUMENT';
  readonly path: string;
  readonly expected: string;

  constructor(path: string, expected: string, details?: ErrorDetails) {
    super(`${path} must be ${expected}`, details);
    this.path = path;
    this.expected = expected;
  }
}

/** The object was closed before or during the call. */
export class ClosedError extends UsageError {
  static override readonly className = 'ClosedError';
  override readonly code = 'ROCKETMQ_CLOSED';
  readonly subject: string;

  constructor(subject: string, details?: ErrorDetails) {
    super(`The ${subject} is closed`, details);
    this.subject = subject;
  }
}

/** A second subscription to `messages$` while the first is still alive. */
export class AlreadyConsumingError extends UsageError {
  static override readonly className = 'AlreadyConsumingError';
  override readonly code = 'ROCKETMQ_ALREADY_CONSUMING';

  constructor(group: string) {
    super(
      `The consumer of group ${group} already has a subscriber: use a second group to read everything twice, or one pipeline that does both jobs`,
      { group },
    );
  }
}

/** A second consumer of the same group on one client. */
export class GroupInUseError extends UsageError {
  static override readonly className = 'GroupInUseError';
  override readonly code = 'ROCKETMQ_GROUP_IN_USE';

  constructor(group: string) {
    super(
      `This client already has a consumer of group ${group}: create a second client for a second member`,
      {
        group,
      },
    );
  }
}

/** A state machine was asked to make a move that its table does not contain: a defect of the library. */
export class InvalidStateTransitionError extends UsageError {
  static override readonly className = 'InvalidStateTransitionError';
  override readonly code = 'ROCKETMQ_INVALID_STATE_TRANSITION';
  readonly machine: string;
  readonly from: string;
  readonly to: string;

  constructor(machine: string, from: string, to: string) {
    super(`The ${machine} cannot go from ${from} to ${to}`);
    this.machine = machine;
    this.from = from;
    this.to = to;
  }
}

/** The broker's version, the mode or the platform does not offer the feature. */
export class UnsupportedError extends UsageError {
  static override readonly className = 'UnsupportedError';
  override readonly code = 'ROCKETMQ_UNSUPPORTED';
  readonly feature: string;

  constructor(feature: string, reason: string, details?: ErrorDetails) {
    super(`${feature} is not supported: ${reason}`, details);
    this.feature = feature;
  }
}
