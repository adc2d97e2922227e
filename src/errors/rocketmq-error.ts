const brand = Symbol.for('rx-rocketmq.error');

/** Where it happened. Only what is known is set; no secrets, no bodies. */
export interface ErrorContext {
  readonly topic?: string;
  /** `topic@brokerName@queueId`. */
  readonly queue?: string;
  readonly group?: string;
  /** `host:port` of the other side. */
  readonly address?: string;
  /** The request code that was being carried out. */
  readonly requestCode?: number;
  /** 1 is the first attempt. */
  readonly attempt?: number;
  /** Milliseconds from the start of the operation to the failure. */
  readonly elapsedMs?: number;
}

export interface ErrorDetails extends ErrorContext {
  readonly cause?: unknown;
}

/** The names of a class and of its ancestors up to `RocketMQError`. */
function lineage(constructor: typeof RocketMQError): readonly string[] {
  const names: string[] = [];
  for (
    let current = constructor as { className?: string } | null;
    current?.className !== undefined;
    current = Object.getPrototypeOf(current) as { className?: string } | null
  ) {
    names.push(current.className);
  }
  return names;
}

/**
 * The root of everything this library throws or emits as an error.
 *
 * Match on `code`: it is stable across versions. `instanceof` works too, also when two copies of the package
 * (ESM and CommonJS, or two versions) are loaded: instances carry a brand instead of relying on identity.
 * Messages are for people and may change. Constructors are not for users.
 */
export abstract class RocketMQError extends Error {
  /** Own name of the class; independent of minifiers. */
  static readonly className: string = 'RocketMQError';

  /** Stable, `ROCKETMQ_…`. */
  abstract readonly code: string;
  /** The same operation may succeed when it is tried again, perhaps elsewhere. */
  readonly retriable: boolean;
  readonly context: ErrorContext;

  constructor(message: string, retriable: boolean, details: ErrorDetails = {}) {
    const { cause, ...context } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.className;
    this.retriable = retriable;
    this.context = Object.freeze(context);
    Object.defineProperty(this, brand, { value: lineage(new.target) });
  }

  /** Plain data for logs: name, code, message, retriable, context and the fields of the class; no stack. */
  toJSON(): Record<string, unknown> {
    const { message, cause } = this;
    return {
      ...(this as object),
      message,
      ...(cause === undefined ? {} : { cause: describeFailure(cause) }),
    };
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // A class that extends one of ours without a name of its own must not claim all instances of its parent.
    if (!Object.hasOwn(this, 'className')) return Function.prototype[Symbol.hasInstance].call(this, value);
    const names = (value as { [brand]?: readonly string[] } | null | undefined)?.[brand];
    return Array.isArray(names) && names.includes(this.className);
  }
}

/**
 * What is known of a failure as plain data. Of errors that are not ours only name, message and the system's `code`
 * (such as `ECONNREFUSED`) are taken, of other thrown values only the type: they may hold anything.
 */
export function describeFailure(failure: unknown): unknown {
  if (failure instanceof RocketMQError) return failure.toJSON();
  if (!(failure instanceof Error)) return typeof failure;
  const { name, message } = failure;
  const { code } = failure as { code?: unknown };
  return typeof code === 'string' ? { name, message, code } : { name, message };
}

/** A list of tries as plain data, for the `toJSON` of errors that carry one. */
export function describeAttempts(attempts: readonly { readonly error: unknown }[]): readonly object[] {
  return attempts.map((attempt) => ({ ...attempt, error: describeFailure(attempt.error) }));
}
