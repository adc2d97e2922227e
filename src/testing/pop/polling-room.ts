import { isWanted } from '../pull/read-queue.js';
import type { MessageFilter } from '../filter/message-filter.js';
import type { StoredEntry } from '../store/stored-entry.js';
import type { PopPlace } from './pop-access.js';

/** Polls end this much early, so that their answers come before the client's clock says they are late (Java `PopRequest`). */
const earlyMs = 50;

/** A request that waits for messages. */
export interface HeldPoll extends PopPlace {
  /** Milliseconds that it may wait; 0: not at all. */
  readonly pollTime: number;
  /** When that ends, in milliseconds since the epoch. */
  readonly expiresAt: number;
  /** What it waits for; everything when undefined. */
  readonly filter: MessageFilter | undefined;
  /** It is not held any more: tries again, which ends it or has it held again. */
  resume(): void;
}

/** Why a request is not held. */
export type NotHeld = 'full' | 'expired';

export interface PollingRoomLimits {
  readonly maxPerQueue: number;
  readonly maxPolls: number;
}

interface WaitingQueue {
  readonly consumerGroup: string;
  readonly queueId: number;
  /** The one that expires first comes first. */
  readonly polls: HeldPoll[];
}

/**
 * Requests that wait for messages, by topic, group and the queue id they name: -1 is a queue of its own.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/longpolling/PopLongPollingService`
 */
export class PollingRoom {
  readonly #limits: () => PollingRoomLimits;
  readonly #newestFirst: boolean;
  readonly #topics = new Map<string, WaitingQueue[]>();
  #polls = 0;

  /** @param newestFirst - a message wakes the poll that expires last */
  constructor(limits: () => PollingRoomLimits, newestFirst = false) {
    this.#limits = limits;
    this.#newestFirst = newestFirst;
  }

  /** Holds a request until it is resumed or released; undefined when it does. */
  hold(poll: HeldPoll, now: number): NotHeld | undefined {
    const { maxPerQueue, maxPolls } = this.#limits();
    if (poll.pollTime <= 0) return 'expired';
    if (this.#polls >= maxPolls) return 'full';
    if (endOf(poll) <= now) return 'expired';
    const queue = this.#find(poll.topic, poll.consumerGroup, poll.queueId) ?? this.#open(poll);
    // One more than the setting says, as in the real broker.
    if (queue.polls.length > maxPerQueue) return 'full';
    const place = queue.polls.findLastIndex(({ expiresAt }) => expiresAt <= poll.expiresAt) + 1;
    queue.polls.splice(place, 0, poll);
    this.#polls++;
    return undefined;
  }

  /** Forgets a request, if it is held. */
  release(poll: HeldPoll): void {
    const queue = this.#find(poll.topic, poll.consumerGroup, poll.queueId);
    const index = queue?.polls.indexOf(poll) ?? -1;
    if (queue !== undefined && index >= 0) this.#take(poll.topic, queue, index);
  }

  /** How many requests wait with exactly this queue id. */
  count({ topic, consumerGroup, queueId }: PopPlace): number {
    return this.#find(topic, consumerGroup, queueId)?.polls.length ?? 0;
  }

  /** Resumes one request; false when none waits there, or it wants something else than `entry`. */
  wake({ topic, consumerGroup, queueId }: PopPlace, entry?: StoredEntry): boolean {
    const queue = this.#find(topic, consumerGroup, queueId);
    if (queue === undefined) return false;
    const index = this.#newestFirst ? queue.polls.length - 1 : 0;
    const poll = queue.polls[index] as HeldPoll;
    if (entry !== undefined && poll.filter !== undefined && !isWanted(poll.filter, entry)) return false;
    this.#take(topic, queue, index);
    poll.resume();
    return true;
  }

  /** A message is in a queue of `topic`: resumes one request for any queue, and one for that queue, of each group. */
  arrived(topic: string, queueId: number, entry: StoredEntry): void {
    const groups = new Set(this.#topics.get(topic)?.map(({ consumerGroup }) => consumerGroup));
    for (const consumerGroup of groups) {
      this.wake({ topic, consumerGroup, queueId: -1 }, entry);
      this.wake({ topic, consumerGroup, queueId }, entry);
    }
  }

  /** When the next request expires. */
  get nextAt(): number | undefined {
    let next: number | undefined;
    for (const queues of this.#topics.values())
      for (const { polls } of queues) {
        const at = endOf(polls[0] as HeldPoll);
        if (next === undefined || at < next) next = at;
      }
    return next;
  }

  /** Resumes what has expired. */
  expire(now: number): void {
    const expired = [...this.#topics.values()].flatMap((queues) =>
      queues.flatMap(({ polls }) => polls.filter((poll) => endOf(poll) <= now)),
    );
    for (const poll of expired) this.release(poll);
    for (const poll of expired) poll.resume();
  }

  /** Forgets everything; nothing is answered. */
  clear(): void {
    this.#topics.clear();
    this.#polls = 0;
  }

  #find(topic: string, consumerGroup: string, queueId: number): WaitingQueue | undefined {
    return this.#topics
      .get(topic)
      ?.find((queue) => queue.queueId === queueId && queue.consumerGroup === consumerGroup);
  }

  #open({ topic, consumerGroup, queueId }: PopPlace): WaitingQueue {
    const queue: WaitingQueue = { consumerGroup, queueId, polls: [] };
    const queues = this.#topics.get(topic);
    if (queues === undefined) this.#topics.set(topic, [queue]);
    else queues.push(queue);
    return queue;
  }

  /** Queues without polls are not kept. */
  #take(topic: string, queue: WaitingQueue, index: number): HeldPoll {
    const [poll] = queue.polls.splice(index, 1);
    this.#polls--;
    if (queue.polls.length === 0) {
      const rest = this.#topics.get(topic)?.filter((each) => each !== queue) ?? [];
      if (rest.length === 0) this.#topics.delete(topic);
      else this.#topics.set(topic, rest);
    }
    return poll as HeldPoll;
  }
}

function endOf({ expiresAt }: HeldPoll): number {
  return expiresAt - earlyMs;
}
