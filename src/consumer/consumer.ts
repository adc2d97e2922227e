import {
  BehaviorSubject,
  defer,
  map,
  Observable,
  of,
  Subject,
  type Subscriber,
  tap,
  type TeardownLogic,
  timer,
} from 'rxjs';
import type { Delivery } from '../delivery/delivery.js';
import { handle, type HandleOptions, type Settled } from '../delivery/operators/handle.js';
import { AlreadyConsumingError, ClosedError } from '../errors/usage-error.js';
import type { HandlerResult } from '../internal/handler-result.js';
import { iterate } from '../internal/iterate.js';
import { startNow } from '../internal/replayed.js';
import type { Single } from '../internal/single.js';
import { StateMachine } from '../internal/state-machine.js';
import { takeUntilState } from '../internal/operators/take-until-state.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { ConsumerEvent } from './consumer-event.js';
import type { ResolvedConsumerOptions } from './consumer-options.js';
import { type ConsumerState, consumerTransitions } from './consumer-state.js';
import { type DrainReport, GroupSession } from './group-session.js';
import type { GroupSessionSettings } from './group-session-settings.js';

/** @internal What a client lends to its consumers. */
export interface ConsumerSettings extends Omit<GroupSessionSettings, 'onEvent' | 'onAssignment'> {
  /** Tells the client that this consumer is gone. */
  readonly forget: () => void;
}

/** Messages stored and not settled by the group, as far as the last answers of the brokers told. */
export interface Lag {
  readonly total: number;
  readonly queues: readonly { readonly queue: MessageQueue; readonly messages: number }[];
}

const lagIntervalMs = 1000;

const defaultDrainTimeoutMs = 30_000;

const nothingDrained: DrainReport = { settled: 0, abandoned: 0 };

/** The present membership, from subscribing to having left. */
interface Active {
  readonly session: GroupSession;
  readonly subscriber: Subscriber<Delivery>;
  /** Set once the group is being left. */
  releasing: Single<DrainReport> | undefined;
}

/**
 * A member of a consumer group. Made by `client.consumer(...)`; joins the group when `messages$` is subscribed.
 *
 * At least once: a message counts as consumed when its delivery is settled, and the committed offset of a queue never passes an
 * unsettled one. Memory is bounded by the window, whatever the pipeline behind `messages$` does.
 */
export class Consumer {
  readonly group: string;
  readonly options: ResolvedConsumerOptions;
  readonly #settings: ConsumerSettings;
  readonly #state: StateMachine<ConsumerState>;
  readonly #assignment = new BehaviorSubject<readonly MessageQueue[]>([]);
  readonly #events = new Subject<ConsumerEvent>();
  #active: Active | undefined;
  #closing: Single<DrainReport> | undefined;

  /**
   * Cold and unicast: subscribing joins the group and consumes, unsubscribing leaves it.
   *
   * Emits every message as a {@link Delivery} to be settled. Completes only after `close()`. Errs with
   * {@link AlreadyConsumingError} for a second subscription at the same time, with {@link ClosedError}, with
   * {@link NameServersUnreachableError} when no name server answers at the beginning, and when a broker refuses the credentials. A
   * handler's error is an outcome of its delivery, never an error of this stream.
   *
   * Unsubscribing stops pulling at once. What was emitted stays settleable: the group is left when it is settled, or after
   * `releaseTimeoutMs`. So `take(3)` and `firstValueFrom` lose no ack. A new subscription waits for that.
   */
  readonly messages$: Observable<Delivery>;
  /** Hot, replays one. Completes after `closed`. */
  readonly state$: Observable<ConsumerState>;
  /** Hot, replays one: the queues this member has at the moment. Completes on close. */
  readonly assignment$: Observable<readonly MessageQueue[]> = this.#assignment.asObservable();
  /** Hot, no replay. Completes on close. */
  readonly events$: Observable<ConsumerEvent> = this.#events.asObservable();
  /** Cold: the lag now and every second, from what the last pulls told. Completes on close. */
  readonly lag$: Observable<Lag>;

  /** @internal */
  constructor(settings: ConsumerSettings) {
    this.#settings = settings;
    this.options = settings.options;
    this.group = settings.options.group;
    this.#state = new StateMachine<ConsumerState>('consumer', consumerTransitions, { name: 'idle' });
    this.state$ = this.#state.state$;
    this.messages$ = new Observable<Delivery>((subscriber) => this.#subscribed(subscriber));
    this.lag$ = timer(0, lagIntervalMs, settings.runtime.scheduler).pipe(
      map(() => this.#lag()),
      takeUntilState(this.state$, 'closed'),
    );
  }

  get state(): ConsumerState {
    return this.#state.state;
  }

  get assignment(): readonly MessageQueue[] {
    return this.#assignment.value;
  }

  /**
   * Consumes with a handler: `messages$.pipe(handle(handler, options))`.
   *
   * Cold, like `messages$`. Emits each delivery when it is settled.
   */
  run<R>(
    handler: (delivery: Delivery) => HandlerResult<R>,
    options?: HandleOptions<Uint8Array>,
  ): Observable<Settled<Uint8Array, R>> {
    return this.messages$.pipe(handle(handler, options));
  }

  /** `for await (const delivery of consumer)`: the same stream; leaving the loop leaves the group. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Delivery> {
    return iterate(this.messages$, (delivery) => delivery.settlement.abandon());
  }

  /**
   * Stops pulling, waits until what was handed out is settled or `timeoutMs` (default 30 s) has passed, and commits. The group is
   * left when the subscriber leaves, or by `close()`.
   *
   * Starts at once, replays its one result, never errs.
   */
  drain({ timeoutMs = defaultDrainTimeoutMs }: { readonly timeoutMs?: number } = {}): Single<DrainReport> {
    const active = this.#active;
    if (active === undefined) return startNow(of(nothingDrained));
    if (active.releasing !== undefined) return active.releasing;
    if (this.state.name !== 'draining') this.#state.transition({ name: 'draining' });
    return startNow(active.session.drain(timeoutMs));
  }

  /**
   * Drains, leaves the group and completes every stream. Starts at once, replays its one result, never errs; later calls join the
   * first. Ends within `timeoutMs` (default 30 s) and the time the brokers take for the last commit.
   */
  close(options: { readonly timeoutMs?: number } = {}): Single<DrainReport> {
    const closed = defer(() => this.#close(options.timeoutMs ?? defaultDrainTimeoutMs));
    return this.#closing ?? startNow(closed, (closing) => (this.#closing = closing));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close().then(() => undefined);
  }

  #subscribed(subscriber: Subscriber<Delivery>): TeardownLogic {
    if (this.#closing !== undefined)
      return subscriber.error(new ClosedError('consumer', { group: this.group }));
    const { releasing } = this.#active ?? {};
    if (releasing !== undefined)
      return releasing.subscribe(() => subscriber.add(this.#subscribed(subscriber)));
    if (this.#active !== undefined) return subscriber.error(new AlreadyConsumingError(this.group));
    return this.#consume(subscriber);
  }

  #consume(subscriber: Subscriber<Delivery>): TeardownLogic {
    const session = new GroupSession(
      {
        ...this.#settings,
        onEvent: (event) => this.#events.next(event),
        onAssignment: (queues) => this.#assignment.next(queues),
      },
      subscriber,
    );
    const active: Active = { session, subscriber, releasing: undefined };
    this.#active = active;
    const watching = session.windowFull$.subscribe((windowFull) => {
      const { name } = this.state;
      if (name === 'idle' || name === 'consuming') this.#state.transition({ name: 'consuming', windowFull });
    });
    session.start();
    return () => {
      watching.unsubscribe();
      void this.#release(active, this.options.releaseTimeoutMs);
    };
  }

  /** Leaves the group once, whoever asks first: the subscriber that left, or `close()`. */
  #release(active: Active, timeoutMs: number): Single<DrainReport> {
    if (active.releasing !== undefined) {
      active.session.hurry(timeoutMs);
      return active.releasing;
    }
    const released = defer(() => {
      this.#state.transition({ name: 'releasing' });
      return active.session.release(timeoutMs);
    }).pipe(
      tap(() => {
        this.#active = undefined;
        this.#state.transition({ name: 'idle' });
        this.#assignment.next([]);
        active.subscriber.complete();
      }),
    );
    return startNow(released, (releasing) => (active.releasing = releasing));
  }

  #close(timeoutMs: number): Observable<DrainReport> {
    const released = this.#active === undefined ? of(nothingDrained) : this.#release(this.#active, timeoutMs);
    return released.pipe(
      tap(() => {
        this.#state.transition({ name: 'closed' });
        this.#state.complete();
        this.#assignment.complete();
        this.#events.complete();
        this.#settings.forget();
      }),
    );
  }

  #lag(): Lag {
    const queues = this.#active?.session.lag ?? [];
    return { total: queues.reduce((sum, { messages }) => sum + messages, 0), queues };
  }
}
