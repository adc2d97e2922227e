import {
  BehaviorSubject,
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  exhaustMap,
  filter,
  finalize,
  forkJoin,
  from,
  ignoreElements,
  map,
  merge,
  type Observable,
  of,
  race,
  startWith,
  Subject,
  type Subscriber,
  Subscription,
  switchMap,
  take,
  tap,
  throwError,
  timer,
  toArray,
} from 'rxjs';
import { Credit } from '../delivery/credit.js';
import type { Delivery } from '../delivery/delivery.js';
import { AuthenticationError } from '../errors/broker-error.js';
import { isFatal } from '../errors/predicates.js';
import { TopicNotFoundError } from '../errors/route-error.js';
import { maxTimerMs } from '../internal/options.js';
import { conflateMap } from '../internal/operators/conflate-map.js';
import { type MessageQueue, queueKey } from '../message/message-queue.js';
import type { GroupSessionSettings } from './group-session-settings.js';
import { groupMembers } from './group-members.js';
import { OwnedQueues } from './owned-queues.js';

/** What `drain` achieved. */
export interface DrainReport {
  /** Deliveries that were settled while draining. */
  readonly settled: number;
  /** Deliveries that were not; they come again. */
  readonly abandoned: number;
}

/**
 * One membership of a group, from subscribing to `messages$` to having left: joins, keeps the share of the queues up to date,
 * consumes them, commits, leaves.
 */
export class GroupSession {
  readonly #settings: GroupSessionSettings;
  readonly #subscriber: Subscriber<Delivery>;
  readonly #credit: Credit;
  readonly #owned: OwnedQueues;
  readonly #roots = new Subscription();
  readonly #settled = new Subject<void>();
  readonly #balanceAgain = new Subject<void>();
  /** When a drain ends at the latest, in milliseconds since the epoch. */
  readonly #deadline = new BehaviorSubject(Infinity);
  /** Queues that existed when we joined: `from` applies to them; those that appear later start at their minimum. */
  readonly #present = new Set<string>();
  readonly #leave: () => void;
  #settledCount = 0;
  #abandonedCount = 0;

  constructor(settings: GroupSessionSettings, subscriber: Subscriber<Delivery>) {
    this.#settings = settings;
    this.#subscriber = subscriber;
    this.#credit = new Credit(settings.options.window, settings.runtime);
    this.#owned = new OwnedQueues({
      group: settings,
      credit: this.#credit,
      subscriber,
      isPresent: (key) => this.#present.has(key),
      onFailed: (topic, error) => this.#balanceFailed(topic, error),
      onSettled: () => {
        this.#settledCount++;
        this.#settled.next();
      },
      onAbandoned: () => {
        this.#abandonedCount++;
        this.#settled.next();
      },
    });
    this.#leave = settings.heartbeats.join({
      kind: 'consumer',
      group: settings.options.group,
      data: settings.consumerData,
    });
  }

  /** Hot, replays one: no further message fits into the window. */
  get windowFull$(): Observable<boolean> {
    return this.#credit.full$;
  }

  get assignment(): readonly MessageQueue[] {
    return this.#owned.assignment;
  }

  /** Messages stored and not settled, by queue, as far as the last answers told. */
  get lag(): readonly { readonly queue: MessageQueue; readonly messages: number }[] {
    return this.#owned.lag;
  }

  /** Begins. Errs to the subscriber when the group cannot be joined at all; later trouble is an event. */
  start(): void {
    const { options, runtime, heartbeats, onEvent } = this.#settings;
    this.#roots.add(
      heartbeats.failures$.subscribe((failure) => {
        onEvent(failure);
        // What is denied may be another group of the beat; whether it is ours, our own requests find out.
        if (failure.error instanceof AuthenticationError) this.#subscriber.error(failure.error);
      }),
    );
    this.#roots.add(
      concat(this.#join(), this.#rebalancing()).subscribe({
        error: (error: unknown) => this.#subscriber.error(error),
      }),
    );
    this.#roots.add(
      timer(options.commitIntervalMs, options.commitIntervalMs, runtime.scheduler)
        .pipe(exhaustMap(() => this.#owned.commitAll()))
        .subscribe(),
    );
  }

  /** Stops taking in; what was handed out stays settleable. Emits when it is settled or `timeoutMs` has passed, after a commit. */
  drain(timeoutMs: number): Observable<DrainReport> {
    return defer(() => {
      const settledBefore = this.#settledCount;
      const abandonedBefore = this.#abandonedCount;
      this.#stop();
      this.hurry(timeoutMs);
      return this.#allSettled().pipe(
        concatMap(() => concat(this.#owned.commitAll(), of(undefined)).pipe(toArray())),
        map(() => ({
          settled: this.#settledCount - settledBefore,
          abandoned: this.#abandonedCount - abandonedBefore + this.#credit.messages,
        })),
      );
    });
  }

  /** A drain that is under way ends after this time at the latest; earlier if that was asked before. */
  hurry(timeoutMs: number): void {
    const deadline = this.#settings.runtime.now() + timeoutMs;
    if (deadline < this.#deadline.value) this.#deadline.next(deadline);
  }

  /** Drains, then leaves the group: what is still unsettled is lost for this member. Emits once, never errs. */
  release(timeoutMs: number): Observable<DrainReport> {
    return this.drain(timeoutMs).pipe(
      tap(() => {
        this.#owned.release();
        this.#credit.close();
        this.#leave();
      }),
      concatMap((report) => this.#settings.unregister().pipe(map(() => report))),
      finalize(() => this.#settled.complete()),
    );
  }

  #stop(): void {
    this.#roots.unsubscribe();
    this.#owned.stop();
  }

  /** Routes, then a heartbeat to every broker of them, awaited: a rebalance that overtakes it finds us missing. */
  #join(): Observable<never> {
    const { routes, topics, heartbeats } = this.#settings;
    const lookups = topics.map((topic) =>
      routes.lookup(topic).pipe(
        tap((route) => route.readQueues.forEach((queue) => this.#present.add(queueKey(queue)))),
        catchError((error: unknown) => {
          if (error instanceof TopicNotFoundError) return of(undefined);
          throw error;
        }),
      ),
    );
    return forkJoin(lookups).pipe(
      concatMap(() => heartbeats.ensure(this.#addresses())),
      ignoreElements(),
    );
  }

  #addresses(): string[] {
    const { routes, topics } = this.#settings;
    return [...new Set(topics.flatMap((topic) => routes.peek(topic)?.addresses() ?? []))];
  }

  /** Every reason to look at the shares again: time, members that came or went, routes that changed, a round that failed. */
  #rebalancing(): Observable<never> {
    const { options, routes, topics, heartbeats, membersChanged$, runtime } = this.#settings;
    const routesChanged$ = merge(...topics.map((topic) => routes.route(topic))).pipe(
      concatMap(() => heartbeats.ensure(this.#addresses())),
    );
    const again$ = this.#balanceAgain.pipe(
      switchMap(() => timer(options.rebalanceRetryMs, runtime.scheduler)),
    );
    return merge(
      timer(0, options.rebalanceIntervalMs, runtime.scheduler),
      membersChanged$.pipe(filter((group) => group === options.group)),
      routesChanged$,
      again$,
    ).pipe(
      conflateMap(() => from(topics).pipe(concatMap((topic) => this.#balance(topic)))),
      ignoreElements(),
    );
  }

  #balance(topic: string): Observable<unknown> {
    const { options, clientId } = this.#settings;
    const route = this.#settings.routes.peek(topic);
    if (route === undefined || route.readQueues.length === 0) return EMPTY;
    return groupMembers(route, { ...this.#settings, group: options.group }).pipe(
      map((clientIds) => options.allocate(clientId, clientIds, route.readQueues)),
      concatMap((queues) => this.#owned.assign(topic, queues)),
      catchError((error: unknown) => this.#balanceFailed(topic, error)),
    );
  }

  #balanceFailed(topic: string, error: unknown): Observable<never> {
    this.#settings.onEvent({ type: 'rebalance-failed', topic, error });
    if (isFatal(error)) return throwError(() => error);
    this.#balanceAgain.next();
    return EMPTY;
  }

  #allSettled(): Observable<unknown> {
    const { runtime } = this.#settings;
    const settled$ = this.#settled.pipe(
      startWith(undefined),
      filter(() => this.#credit.messages === 0),
    );
    const late$ = this.#deadline.pipe(
      filter((deadline) => deadline !== Infinity),
      map((deadline) => Math.min(maxTimerMs, Math.max(0, deadline - runtime.now()))),
      switchMap((waitMs) => timer(waitMs, runtime.scheduler)),
    );
    return race(settled$, late$).pipe(
      take(1),
      finalize(() => this.#deadline.next(Infinity)),
    );
  }
}
