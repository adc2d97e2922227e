import {
  BehaviorSubject,
  catchError,
  defer,
  EMPTY,
  filter,
  finalize,
  mergeMap,
  type Observable,
  of,
  share,
  Subject,
  type Subscription,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { ClosedError } from '../errors/usage-error.js';
import type { Runtime } from '../runtime/runtime.js';
import type { NameServerClient } from './name-server-client.js';
import type { TopicRoute } from './topic-route.js';

export interface RouteTableOptions {
  /** Milliseconds between two questions for a known route. */
  readonly refreshIntervalMs: number;
  /** Milliseconds between two questions for a topic that somebody watches and that does not exist yet. */
  readonly missingTopicIntervalMs: number;
}

/** How many topics are asked for at once in a refresh round. */
const refreshConcurrency = 8;

interface Entry {
  readonly topic: string;
  readonly route: BehaviorSubject<TopicRoute | undefined>;
  /** The question under way, shared by all who ask meanwhile. */
  asking: Observable<TopicRoute> | undefined;
  lastAskedAt: number;
}

/**
 * What the client knows about where topics live.
 *
 * A route, once known, is kept until a name server tells another one: name servers that are away, or that do not know the
 * topic any more, do not stop producers and consumers (behaviour.md 1.6). Concurrent questions for a topic are one question.
 */
export class RouteTable {
  readonly #nameServers: NameServerClient;
  readonly #options: RouteTableOptions;
  readonly #runtime: Runtime;
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new Subject<TopicRoute>();
  readonly #refresher: Subscription;
  #closed = false;

  /** Hot, no replay. A route that is new or differs from the one before. Completes on close. */
  readonly changed$: Observable<TopicRoute> = this.#changed.asObservable();

  constructor(nameServers: NameServerClient, options: RouteTableOptions, runtime: Runtime) {
    this.#nameServers = nameServers;
    this.#options = options;
    this.#runtime = runtime;
    const tickMs = Math.min(options.missingTopicIntervalMs, options.refreshIntervalMs);
    this.#refresher = timer(tickMs, tickMs, runtime.scheduler)
      .pipe(
        mergeMap(() => this.#due(), 1),
        mergeMap((topic) => this.refresh(topic).pipe(catchError(() => EMPTY)), refreshConcurrency),
      )
      .subscribe();
  }

  /**
   * Hot, replays the present route if there is one, then every change. Never errs; completes on close. While it is subscribed,
   * a topic that does not exist is asked for again and again.
   */
  route(topic: string): Observable<TopicRoute> {
    return defer(() => (this.#closed ? EMPTY : this.#entry(topic).route)).pipe(filter(isKnown));
  }

  /** The present route without asking. */
  peek(topic: string): TopicRoute | undefined {
    return this.#entries.get(topic)?.route.value;
  }

  /** Cold. The known route, else one question to the name servers; errs as {@link RouteTable.refresh}. */
  lookup(topic: string): Observable<TopicRoute> {
    return defer(() => {
      const known = this.peek(topic);
      return known === undefined ? this.refresh(topic) : of(known);
    });
  }

  /**
   * Cold, but concurrent subscriptions share one question. Emits the answer and completes; the table and `changed$` are up to
   * date by then. Errs with {@link TopicNotFoundError} or {@link NameServersUnreachableError}; the old route stays.
   */
  refresh(topic: string): Observable<TopicRoute> {
    return defer(() => {
      if (this.#closed) return throwError(() => new ClosedError('client'));
      const entry = this.#entry(topic);
      entry.asking ??= this.#nameServers.route(topic).pipe(
        tap((route) => this.#accept(entry, route)),
        finalize(() => this.#asked(entry)),
        share({ resetOnError: true, resetOnComplete: true, resetOnRefCountZero: true }),
      );
      return entry.asking;
    });
  }

  /** All routes known now. */
  routes(): TopicRoute[] {
    return [...this.#entries.values()].map(({ route }) => route.value).filter(isKnown);
  }

  /** Stops refreshing and completes every stream. */
  close(): void {
    this.#closed = true;
    this.#refresher.unsubscribe();
    for (const { route } of this.#entries.values()) route.complete();
    this.#changed.complete();
  }

  #entry(topic: string): Entry {
    let entry = this.#entries.get(topic);
    if (entry === undefined) {
      entry = {
        topic,
        route: new BehaviorSubject<TopicRoute | undefined>(undefined),
        asking: undefined,
        lastAskedAt: this.#runtime.now(),
      };
      this.#entries.set(topic, entry);
    }
    return entry;
  }

  #accept(entry: Entry, route: TopicRoute): void {
    const before = entry.route.value;
    if (this.#closed || (before !== undefined && before.equals(route))) return;
    entry.route.next(route);
    this.#changed.next(route);
  }

  /** A topic that does not exist and that nobody watches is forgotten, so that wrong names do not pile up. */
  #asked(entry: Entry): void {
    entry.asking = undefined;
    if (entry.route.value === undefined && !entry.route.observed) this.#entries.delete(entry.topic);
  }

  /** Known routes at the refresh interval, watched but missing ones at the shorter one. */
  #due(): string[] {
    const now = this.#runtime.now();
    const { refreshIntervalMs, missingTopicIntervalMs } = this.#options;
    const due: string[] = [];
    for (const entry of this.#entries.values()) {
      const known = entry.route.value !== undefined;
      if (!known && !entry.route.observed) continue;
      if (now - entry.lastAskedAt < (known ? refreshIntervalMs : missingTopicIntervalMs)) continue;
      entry.lastAskedAt = now;
      due.push(entry.topic);
    }
    return due;
  }
}

const isKnown = (route: TopicRoute | undefined): route is TopicRoute => route !== undefined;
