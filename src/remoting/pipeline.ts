import { HandlerFailedError } from '../errors/remoting-error.js';
import type { Logger } from '../runtime/logger.js';
import type { ConnectionHandler, ConnectionInfo } from './connection-handler.js';
import type { Invocation } from './invocation.js';

type Hook = Exclude<keyof ConnectionHandler<unknown, unknown>, 'name'>;

/** One hook of one handler, bound to it, with the handler's place in the list that was given. */
interface Step<Run> {
  readonly name: string;
  readonly hook: Hook;
  readonly position: number;
  readonly run: Run;
}

type Notice<A, B> = (first: A, second: B) => void;
type Transform<T> = (value: T, invocation: Invocation) => T | void;

function stepsOf<Request, Message, H extends Hook>(
  handlers: readonly ConnectionHandler<Request, Message>[],
  hook: H,
): readonly Step<NonNullable<ConnectionHandler<Request, Message>[H]>>[] {
  return handlers.flatMap((handler, position) => {
    const run = handler[hook] as ((...args: unknown[]) => unknown) | undefined;
    if (run === undefined) return [];
    const bound = run.bind(handler) as NonNullable<ConnectionHandler<Request, Message>[H]>;
    return [{ name: handler.name, hook, position, run: bound }];
  });
}

function failure(step: Step<unknown>, address: string, cause: unknown): HandlerFailedError {
  return new HandlerFailedError(step.name, step.hook, step.position, { address, cause });
}

function notify<A, B>(steps: readonly Step<Notice<A, B>>[], address: string, first: A, second: B): void {
  for (const step of steps) {
    try {
      step.run(first, second);
    } catch (cause) {
      throw failure(step, address, cause);
    }
  }
}

function transform<T>(steps: readonly Step<Transform<T>>[], value: T, invocation: Invocation): T {
  let current = value;
  for (const step of steps) {
    try {
      current = step.run(current, invocation) ?? current;
    } catch (cause) {
      throw failure(step, invocation.address, cause);
    }
  }
  return current;
}

/**
 * The handlers of a client or server, sorted once into one array per hook, each in the order in which it runs. Every
 * method throws {@link HandlerFailedError} when a handler throws, except `error`.
 *
 * Knows no connection: one pipeline serves all connections of its owner.
 */
export class Pipeline<Request, Message> {
  /** Somebody asks for invocations; without it none are made. */
  readonly usesInvocations: boolean;
  readonly #active: readonly Step<Notice<ConnectionInfo, undefined>>[];
  readonly #inactive: readonly Step<Notice<ConnectionInfo, Error | undefined>>[];
  readonly #read: readonly Step<Notice<Uint8Array, ConnectionInfo>>[];
  readonly #message: readonly Step<Transform<Message>>[];
  readonly #write: readonly Step<Transform<Request>>[];
  readonly #error: readonly Step<NonNullable<ConnectionHandler<Request, Message>['onError']>>[];
  readonly #logger: Logger;

  constructor(handlers: readonly ConnectionHandler<Request, Message>[], logger: Logger) {
    this.#active = stepsOf(handlers, 'onActive').toReversed();
    this.#inactive = stepsOf(handlers, 'onInactive').toReversed();
    this.#read = stepsOf(handlers, 'onRead').toReversed();
    this.#message = stepsOf(handlers, 'onMessage').toReversed();
    this.#write = stepsOf(handlers, 'onWrite');
    this.#error = stepsOf(handlers, 'onError').toReversed();
    this.#logger = logger;
    this.usesInvocations = this.#message.length + this.#write.length + this.#error.length > 0;
  }

  active(connection: ConnectionInfo): void {
    notify(this.#active, connection.address, connection, undefined);
  }

  inactive(connection: ConnectionInfo, error: Error | undefined): void {
    notify(this.#inactive, connection.address, connection, error);
  }

  read(bytes: Buffer, start: number, end: number, connection: ConnectionInfo): void {
    if (this.#read.length > 0) notify(this.#read, connection.address, bytes.subarray(start, end), connection);
  }

  message(message: Message, invocation: Invocation): Message {
    return transform(this.#message, message, invocation);
  }

  write(request: Request, invocation: Invocation): Request {
    return transform(this.#write, request, invocation);
  }

  /**
   * Tells every `onError` that a handler threw and gives back the first answer one of them offers. Other errors are no
   * concern of handlers.
   */
  tell(error: unknown, invocation: Invocation | undefined): Request | undefined {
    if (!(error instanceof HandlerFailedError)) return undefined;
    let answer: Request | undefined;
    for (const step of this.#error) {
      try {
        const offered = step.run(error, invocation);
        answer ??= offered ?? undefined;
      } catch (cause) {
        this.#log(failure(step, error.context.address ?? '', cause));
      }
    }
    return answer;
  }

  /** The same for a failure of which no caller hears: it is logged. */
  report(error: unknown, invocation: Invocation | undefined): Request | undefined {
    this.#log(error);
    return this.tell(error, invocation);
  }

  #log(error: unknown): void {
    const fields = error instanceof HandlerFailedError ? error.toJSON() : { message: String(error) };
    this.#logger.warn('A connection handler failed', fields);
  }
}
