import type { MessageQueueData } from '../../protocol/bodies/queue-table.js';

interface QueueLock {
  readonly clientId: string;
  /** Milliseconds since the epoch. */
  readonly lockedAt: number;
}

/**
 * Who may consume which queue in order, by the id of the client and whatever its connection.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/client/rebalance/RebalanceLockManager`
 */
export class QueueLocks {
  /** In the order in which they were last locked, so that those which have expired stand first. */
  readonly #locks = new Map<string, QueueLock>();

  /**
   * Locks the queues that nobody else holds; those of the client itself for another while.
   *
   * @param lifeMs - after which a lock that was not renewed is anybody's
   * @returns those that the client holds now
   */
  lock(
    group: string,
    clientId: string,
    queues: readonly MessageQueueData[],
    now: number,
    lifeMs: number,
  ): readonly MessageQueueData[] {
    this.#dropExpired(now - lifeMs);
    return queues.filter((queue) => {
      const key = lockKey(group, queue);
      const holder = this.#locks.get(key)?.clientId;
      if (holder !== undefined && holder !== clientId) return false;
      this.#locks.delete(key);
      this.#locks.set(key, { clientId, lockedAt: now });
      return true;
    });
  }

  /** Gives back what the client holds of the queues. */
  unlock(group: string, clientId: string, queues: readonly MessageQueueData[]): void {
    for (const queue of queues) {
      const key = lockKey(group, queue);
      if (this.#locks.get(key)?.clientId === clientId) this.#locks.delete(key);
    }
  }

  /** Whether anybody of the group holds a lock. */
  isHeldBy(group: string, now: number, lifeMs: number): boolean {
    this.#dropExpired(now - lifeMs);
    const prefix = `${JSON.stringify([group]).slice(0, -1)},`;
    for (const key of this.#locks.keys()) if (key.startsWith(prefix)) return true;
    return false;
  }

  #dropExpired(before: number): void {
    for (const [key, { lockedAt }] of this.#locks) {
      if (lockedAt >= before) return;
      this.#locks.delete(key);
    }
  }
}

const lockKey = (group: string, { topic, brokerName, queueId }: MessageQueueData): string =>
  JSON.stringify([group, topic, brokerName, queueId]);
