import { describeAttempts, RocketMQError, type ErrorDetails } from './rocketmq-error.js';

/** Where to send or read could not be found out. */
export abstract class RouteError extends RocketMQError {
  static override readonly className: string = 'RouteError';

  constructor(message: string, details?: ErrorDetails) {
    super(message, true, details);
  }
}

/** The name servers know no route of the topic, and it is not created automatically. */
export class TopicNotFoundError extends RouteError {
  static override readonly className = 'TopicNotFoundError';
  override readonly code = 'ROCKETMQ_TOPIC_NOT_FOUND';

  constructor(topic: string, details?: ErrorDetails) {
    super(`No route for topic ${topic}`, { ...details, topic });
  }
}

/** The topic exists, but no broker of its route can do what is asked (no master, no permission, none left to try). */
export class NoAvailableBrokerError extends RouteError {
  static override readonly className = 'NoAvailableBrokerError';
  override readonly code = 'ROCKETMQ_NO_AVAILABLE_BROKER';
  readonly purpose: string;

  constructor(purpose: string, details?: ErrorDetails) {
    super(`No broker is available to ${purpose}`, details);
    this.purpose = purpose;
  }
}

/**
 * No name server answered. `attempts` holds the failure of each that was tried; none when the time was up before the first of
 * them had failed.
 */
export class NameServersUnreachableError extends RouteError {
  static override readonly className = 'NameServersUnreachableError';
  override readonly code = 'ROCKETMQ_NAME_SERVERS_UNREACHABLE';
  readonly attempts: readonly { readonly address: string; readonly error: unknown }[];

  constructor(
    attempts: readonly { readonly address: string; readonly error: unknown }[],
    details?: ErrorDetails,
  ) {
    const who = attempts.map(({ address }) => address).join(', ');
    super(who === '' ? 'No name server answered in time' : `No name server answered: ${who}`, {
      cause: attempts.at(-1)?.error,
      ...details,
    });
    this.attempts = attempts;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), attempts: describeAttempts(this.attempts) };
  }
}
