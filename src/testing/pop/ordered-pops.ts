import type { OrderCount } from '../../protocol/pop/order-count-info.js';
import { retryMarkOf } from '../../protocol/pop/retry-mark.js';

/** The queue of a group. */
export interface GroupQueue {
  readonly topic: string;
  readonly group: string;
  readonly queueId: number;
}

/** What was popped of a queue in order, last. */
interface OrderedBatch {
  readonly attemptId: string | undefined;
  readonly popTime: number;
  readonly invisibleTime: number;
  readonly offsets: readonly number[];
  readonly open: Set<number>;
  /** Where it was changed: when a message becomes visible again. */
  readonly visibleAt: Map<number, number>;
  /** Pops before this one, of those messages that had some. */
  readonly counts: ReadonlyMap<number, number>;
}

export type OrderedPop = Pick<OrderedBatch, 'attemptId' | 'popTime' | 'invisibleTime' | 'offsets'>;

/**
 * Which queues are blocked because a batch of an ordered pop is not settled; outlives a restart.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/offset/ConsumerOrderInfoManager`
 */
export class OrderedPops {
  readonly #batches = new Map<string, OrderedBatch>();
  /** Queues that come free at a time, by key. */
  readonly #blocked = new Map<string, GroupQueue>();

  /** Whether nothing may be popped of the queue now. The attempt that popped last may again. */
  isBlocked(queue: GroupQueue, now: number, attemptId?: string): boolean {
    const batch = this.#batches.get(keyOf(queue));
    if (batch === undefined || (batch.attemptId !== undefined && batch.attemptId === attemptId)) return false;
    return freeAt(batch) > now;
  }

  /** Blocks the queue by what was popped. Returns how often it had been popped before, as the answer tells it. */
  popped(queue: GroupQueue, pop: OrderedPop): OrderCount[] {
    const key = keyOf(queue);
    const before = this.#batches.get(key);
    const counts = countsAfter(before, pop);
    this.#batches.set(key, { ...pop, open: new Set(pop.offsets), visibleAt: new Map(), counts });
    this.#blocked.set(key, queue);
    const retryMark = retryMarkOf(queue.topic);
    const { queueId } = queue;
    const least = counts.size === pop.offsets.length ? Math.min(...counts.values()) : 0;
    const ofMessages = [...counts].map(([queueOffset, count]) => ({
      retryMark,
      queueId,
      queueOffset,
      count,
    }));
    return [...ofMessages, { retryMark, queueId, count: least }];
  }

  /**
   * Settles a message. Returns the offset to commit: of the first one that is open, or behind the last; `stale` when it was
   * popped again since, `unknown` when it is not of the batch.
   */
  acknowledge(queue: GroupQueue, queueOffset: number, popTime: number): number | 'stale' | 'unknown' {
    const batch = this.#batches.get(keyOf(queue));
    if (batch === undefined) return queueOffset + 1;
    if (batch.popTime !== popTime) return 'stale';
    if (!batch.offsets.includes(queueOffset)) return 'unknown';
    batch.open.delete(queueOffset);
    const firstOpen = batch.offsets.find((offset) => batch.open.has(offset));
    return firstOpen ?? (batch.offsets.at(-1) as number) + 1;
  }

  /** Hides a message until another time; does nothing when it was popped again since. */
  hideUntil(queue: GroupQueue, queueOffset: number, popTime: number, visibleAt: number): void {
    const key = keyOf(queue);
    const batch = this.#batches.get(key);
    if (batch?.popTime !== popTime) return;
    batch.visibleAt.set(queueOffset, visibleAt);
    this.#blocked.set(key, queue);
  }

  /** Frees a queue: what was popped of it counts no more. */
  forget(queue: GroupQueue): void {
    const key = keyOf(queue);
    this.#batches.delete(key);
    this.#blocked.delete(key);
  }

  /** When the next blocked queue comes free. */
  get nextAt(): number | undefined {
    let next: number | undefined;
    for (const key of this.#blocked.keys()) {
      const at = freeAt(this.#batches.get(key) as OrderedBatch);
      if (next === undefined || at < next) next = at;
    }
    return next;
  }

  /** The queues that have come free since the last time. */
  takeFree(now: number): GroupQueue[] {
    const free = [...this.#blocked.values()].filter((queue) => !this.isBlocked(queue, now));
    for (const queue of free) this.#blocked.delete(keyOf(queue));
    return free;
  }
}

/** When the last open message of a batch is visible again; -Infinity when none is open. */
function freeAt({ open, visibleAt, popTime, invisibleTime }: OrderedBatch): number {
  return Math.max(-Infinity, ...[...open].map((offset) => visibleAt.get(offset) ?? popTime + invisibleTime));
}

function countsAfter(before: OrderedBatch | undefined, pop: OrderedPop): ReadonlyMap<number, number> {
  if (before === undefined) return new Map();
  // A repeated attempt is not another delivery.
  if (before.attemptId !== undefined && before.attemptId === pop.attemptId) return before.counts;
  const again = pop.offsets.filter((offset) => before.offsets.includes(offset));
  return new Map(again.map((offset) => [offset, (before.counts.get(offset) ?? 0) + 1]));
}

function keyOf({ topic, group, queueId }: GroupQueue): string {
  return `${topic}@${group}@${queueId}`;
}
