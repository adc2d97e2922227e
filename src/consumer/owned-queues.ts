import {
  catchError,
  concat,
  defer,
  EMPTY,
  finalize,
  from,
  map,
  mergeMap,
  type Observable,
  type Subscriber,
  Subscription,
} from 'rxjs';
import type { Credit } from '../delivery/credit.js';
import type { Delivery } from '../delivery/delivery.js';
import type { CommitFailedError } from '../errors/consumer-error.js';
import { isRetryTopic } from '../message/group-topics.js';
import { type MessageQueue, queueKey } from '../message/message-queue.js';
import { diagnostics } from '../runtime/diagnostics.js';
import { commitOffset } from './commit-offset.js';
import { commitPlace } from './commit-place.js';
import type { GroupSessionSettings } from './group-session-settings.js';
import { QueueConsumption } from './queue-consumption.js';
import { sendBack } from './send-back.js';
import { startOffset } from './start-offset.js';

export interface OwnedQueuesSettings {
  readonly group: GroupSessionSettings;
  readonly credit: Credit;
  readonly subscriber: Subscriber<Delivery>;
  /** Whether a queue existed when we joined: `from` applies to it; those that appear later start at their minimum. */
  readonly isPresent: (key: string) => boolean;
  /** A queue could not be taken over. What it returns stands in for it. */
  readonly onFailed: (topic: string, error: unknown) => Observable<never>;
  readonly onSettled: () => void;
  readonly onAbandoned: () => void;
}

interface OwnedQueue {
  readonly consumption: QueueConsumption;
  readonly pulling: Subscription;
}

/** How many queues are started or stopped at once in a rebalance. */
const assignConcurrency = 16;

/** A member's share of the queues: takes over what is given to it, gives up what is taken, and commits what was settled. */
export class OwnedQueues {
  readonly #settings: OwnedQueuesSettings;
  readonly #owned = new Map<string, OwnedQueue>();
  #stopped = false;

  constructor(settings: OwnedQueuesSettings) {
    this.#settings = settings;
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

  /** Cold. Makes `queues` the share of a topic: first revokes what is not among them, then begins what is new. */
  assign(topic: string, queues: readonly MessageQueue[]): Observable<unknown> {
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

  /** Cold, never errs: a commit that fails is an event. */
  commitAll(): Observable<void> {
    return from([...this.#owned.values()]).pipe(
      mergeMap(({ consumption }) => this.#commit(consumption), assignConcurrency),
    );
  }

  /** Takes nothing in any more. What was handed out stays settleable. */
  stop(): void {
    this.#stopped = true;
    for (const { pulling } of this.#owned.values()) pulling.unsubscribe();
  }

  /** Gives everything up: what is unsettled is lost for this member. */
  release(): void {
    for (const { consumption } of this.#owned.values()) consumption.lose('released');
    this.#owned.clear();
  }

  #tellAssignment(): void {
    const { clientId, onAssignment, options } = this.#settings.group;
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
      this.#settings.group.onEvent({
        type: 'queue-revoked',
        queue: consumption.queue,
        unsettled: consumption.unsettled,
      });
      consumption.lose('revoked');
      return this.#commit(consumption);
    });
  }

  #own(key: string, queue: MessageQueue): Observable<void> {
    const { group, isPresent, onFailed, subscriber } = this.#settings;
    const start = isPresent(key) && !isRetryTopic(queue.topic) ? group.options.from : 'first';
    return defer(() => startOffset(queue, start, { ...group, group: group.options.group })).pipe(
      // One broker in trouble does not keep us from the queues of the others.
      catchError((error: unknown) => onFailed(queue.topic, error)),
      map((offset) => {
        if (this.#stopped) return;
        group.onEvent({ type: 'queue-assigned', queue, offset });
        const consumption = this.#consumption(queue, offset);
        const pulling = new Subscription();
        this.#owned.set(key, { consumption, pulling });
        pulling.add(
          consumption.deliveries().subscribe({
            next: (delivery) => subscriber.next(delivery),
            error: (error: unknown) => subscriber.error(error),
          }),
        );
      }),
    );
  }

  #consumption(queue: MessageQueue, offset: number): QueueConsumption {
    const { credit, group: settings, onAbandoned, onSettled } = this.#settings;
    const { options, routes, broker, readAddress, runtime } = settings;
    return new QueueConsumption(queue, offset, {
      subscription: settings.subscription(queue.topic),
      credit,
      pulls: { group: options.group, routes, broker, readAddress, options: options.pull, runtime },
      decompress: settings.decompress,
      sendBack: (source, decision) => sendBack(source, decision, { ...settings, ...options }),
      commit: (target, committable) =>
        commitOffset(target, committable, { ...settings, group: options.group }),
      commitPlace: (target) => commitPlace(target, settings),
      onUndecodable: settings.onUndecodable,
      onSettled,
      onAbandoned,
      onEvent: settings.onEvent,
      localRetryDelayMs: options.localRetryDelayMs,
      runtime,
    });
  }

  #commit(consumption: QueueConsumption): Observable<void> {
    return consumption.commit().pipe(
      catchError((error: CommitFailedError) => {
        this.#settings.group.onEvent({ type: 'commit-failed', queue: consumption.queue, error });
        return EMPTY;
      }),
    );
  }
}
