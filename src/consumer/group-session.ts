import { diagnostics } from '../runtime/diagnostics.js';
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
  mergeMap,
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
import type { CommitFailedError } from '../errors/consumer-error.js';
import { isFatal } from '../errors/predicates.js';
import { TopicNotFoundError } from '../errors/route-error.js';
import { maxTimerMs } from '../internal/options.js';
import { conflateMap } from '../internal/operators/conflate-map.js';
import { isRetryTopic } from '../message/group-topics.js';
import { type MessageQueue, queueKey } from '../message/message-queue.js';
import { commitOffset } from './commit-offset.js';
import type { GroupSessionSettings } from './group-session-settings.js';
import { groupMembers } from './group-members.js';
import { QueueConsumption } from './queue-consumption.js';
import { sendBack } from './send-back.js';
import { startOffset } from './start-offset.js';

/** What `drain` achieved. */
export interface DrainReport {
  /** Deliveries that were settled while draining. */
  readonly settled: number;
  /** Deliveries that were not; they come again. */
  readonly abandoned: number;
}

interface OwnedQueue {
  readonly consumption: QueueConsumption;
  readonly pulling: Subscription;
}

/** How many queues are started or stopped at once in a rebalance. */
const assignConcurrency = 16;

/**
 * One membership of a group, from subscribing to `messages$` to having left: joins, keeps the share of the queues up to date,
 * consumes them, commits, leaves.
 */
export class GroupSession {
  readonly #settings: GroupSessionSettings;
  readonly #subscriber: Subscriber<Delivery>;
  readonly #credit: Credit;
  readonly #owned = new Map<string, OwnedQueue>();
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
  #stopped = false;

  constructor(settings: GroupSessionSettings, subscriber: Subscriber<Delivery>) {
    this.#settings = settings;
    this.#subscriber = subscriber;
    this.#credit = new Credit(settings.options.window, settings.runtime);
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
    return [...this.#owned.values()].map(({ consumption }) => consumption.queue);
  }

  /** Messages stored and not settled, by queue, as far as the last answers told. */
  get lag(): readonly { readonly queue: MessageQueue; readonly messages: number }[] {
    return [...this.#owned.values()].map(({ consumption }) => ({
      queue: consumption.queue,
      messages: consumption.lag,
    }));
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
        .pipe(exhaustMap(() => this.#commitAll()))
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
        concatMap(() => concat(this.#commitAll(), of(undefined)).pipe(toArray())),
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
        for (const { consumption } of this.#owned.values()) consumption.lose('released');
        this.#owned.clear();
        this.#credit.close();
        this.#leave();
      }),
      concatMap((report) => this.#settings.unregister().pipe(map(() => report))),
      finalize(() => this.#settled.complete()),
    );
  }

  #stop(): void {
    this.#stopped = true;
    this.#roots.unsubscribe();
    for (const { pulling } of this.#owned.values()) pulling.unsubscribe();
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
      concatMap((queues) => this.#assign(topic, queues)),
      catchError((error: unknown) => this.#balanceFailed(topic, error)),
    );
  }

  #balanceFailed(topic: string, error: unknown): Observable<never> {
    this.#settings.onEvent({ type: 'rebalance-failed', topic, error });
    if (isFatal(error)) return throwError(() => error);
    this.#balanceAgain.next();
    return EMPTY;
  }

  #assign(topic: string, queues: readonly MessageQueue[]): Observable<unknown> {
    const wanted = new Map(queues.map((queue) => [queueKey(queue), queue]));
    const lost = [...this.#owned].filter(
      ([key, { consumption }]) => consumption.queue.topic === topic && !wanted.has(key),
    );
    const gained = [...wanted].filter(([key]) => !this.#owned.has(key));
    if (lost.length === 0 && gained.length === 0) return EMPTY;
    return concat(
      from(lost).pipe(mergeMap(([key, owned]) => this.#revoke(key, owned), assignConcurrency)),
      from(gained).pipe(mergeMap(([key, queue]) => this.#own(key, queue), assignConcurrency)),
    ).pipe(finalize(() => this.#tellAssignment()));
  }

  #tellAssignment(): void {
    const { clientId, onAssignment, options } = this.#settings;
    const { assignment } = this;
    onAssignment(assignment);
    if (diagnostics.rebalance.hasSubscribers)
      diagnostics.rebalance.publish({ group: options.group, clientId, queues: assignment });
  }

  /** Everything later than this is lost for us: no commit, no send-back, the new owner has it. */
  #revoke(key: string, { consumption, pulling }: OwnedQueue): Observable<void> {
    return defer(() => {
      pulling.unsubscribe();
      this.#owned.delete(key);
      this.#settings.onEvent({
        type: 'queue-revoked',
        queue: consumption.queue,
        unsettled: consumption.unsettled,
      });
      consumption.lose('revoked');
      return this.#commit(consumption);
    });
  }

  #own(key: string, queue: MessageQueue): Observable<void> {
    const { options } = this.#settings;
    const start = this.#present.has(key) && !isRetryTopic(queue.topic) ? options.from : 'first';
    return defer(() => startOffset(queue, start, { ...this.#settings, group: options.group })).pipe(
      // One broker in trouble does not keep us from the queues of the others.
      catchError((error: unknown) => this.#balanceFailed(queue.topic, error)),
      map((offset) => {
        if (this.#stopped) return;
        this.#settings.onEvent({ type: 'queue-assigned', queue, offset });
        const consumption = this.#consumption(queue, offset);
        const pulling = new Subscription();
        this.#owned.set(key, { consumption, pulling });
        pulling.add(
          consumption.deliveries().subscribe({
            next: (delivery) => this.#subscriber.next(delivery),
            error: (error: unknown) => this.#subscriber.error(error),
          }),
        );
      }),
    );
  }

  #consumption(queue: MessageQueue, offset: number): QueueConsumption {
    const { options, routes, broker, readAddress, runtime } = this.#settings;
    return new QueueConsumption(queue, offset, {
      subscription: this.#settings.subscription(queue.topic),
      credit: this.#credit,
      pulls: { group: options.group, routes, broker, readAddress, options: options.pull, runtime },
      decompress: this.#settings.decompress,
      sendBack: (source, decision) => sendBack(source, decision, { ...this.#settings, ...options }),
      commit: (target, committable) =>
        commitOffset(target, committable, { group: options.group, routes, broker }),
      onUndecodable: this.#settings.onUndecodable,
      onSettled: () => {
        this.#settledCount++;
        this.#settled.next();
      },
      onAbandoned: () => {
        this.#abandonedCount++;
        this.#settled.next();
      },
      onEvent: this.#settings.onEvent,
      localRetryDelayMs: options.localRetryDelayMs,
      runtime,
    });
  }

  #commitAll(): Observable<void> {
    return from([...this.#owned.values()]).pipe(
      mergeMap(({ consumption }) => this.#commit(consumption), assignConcurrency),
    );
  }

  #commit(consumption: QueueConsumption): Observable<void> {
    return consumption.commit().pipe(
      catchError((error: CommitFailedError) => {
        this.#settings.onEvent({ type: 'commit-failed', queue: consumption.queue, error });
        return EMPTY;
      }),
    );
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
