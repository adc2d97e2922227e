import type { BrokerConfig } from '../broker/broker-config.js';

/**
 * Offsets that an administrator has set and a group has not seen yet (INVOKE_BROKER_TO_RESET_OFFSET, 222). The group's next
 * pull of the queue is told, and what its members commit until then would undo the reset. A restart forgets them, and
 * without `useServerSideResetOffset` they mean nothing.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/offset/ConsumerOffsetManager#assignResetOffset`
 */
export class OffsetResets {
  readonly #config: Pick<BrokerConfig, 'useServerSideResetOffset'>;
  readonly #pending = new Map<string, number>();

  constructor(config: Pick<BrokerConfig, 'useServerSideResetOffset'>) {
    this.#config = config;
  }

  assign(group: string, topic: string, queueId: number, offset: number): void {
    this.#pending.set(placeOf(group, topic, queueId), offset);
  }

  /** The offset to continue at, for the pull that tells the group: it is not pending any more. */
  take(group: string, topic: string, queueId: number): number | undefined {
    const place = placeOf(group, topic, queueId);
    const offset = this.#pending.get(place);
    this.#pending.delete(place);
    return this.#config.useServerSideResetOffset ? offset : undefined;
  }

  /** The group has not been told yet: a commit is to be ignored. */
  isPending(group: string, topic: string, queueId: number): boolean {
    return this.#config.useServerSideResetOffset && this.#pending.has(placeOf(group, topic, queueId));
  }
}

const placeOf = (group: string, topic: string, queueId: number): string => `${group}@${topic}@${queueId}`;
