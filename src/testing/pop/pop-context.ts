import type { BrokerServices } from '../broker/broker-services.js';
import type { Checkpoints } from './checkpoints.js';
import type { GroupQueue, OrderedPops } from './ordered-pops.js';
import type { PollingRoom } from './polling-room.js';

/** What other features have to say about pops. */
export interface PopRules {
  /** Where a group has to go on by an administrator's word; said once. */
  takeReset(group: string, topic: string, queueId: number): number | undefined;
  /** There is such a word: what the group commits until it has heard it is not to be stored. */
  isResetPending(group: string, topic: string, queueId: number): boolean;
}

/** What the requests of POP share. */
export interface PopContext {
  readonly services: BrokerServices;
  readonly rules: PopRules;
  readonly checkpoints: Checkpoints;
  readonly ordered: OrderedPops;
  readonly pops: PollingRoom;
  readonly notifications: PollingRoom;
  /** Sets the timer to what is due next. */
  rearm(): void;
}

/** Offset behind what a group has popped: POP commits when it hands out, not when it is acknowledged. */
export function committedOffset({ services }: PopContext, queue: GroupQueue): number | undefined {
  return services.state.offsets.get(queue.group, queue.topic, queue.queueId);
}

export function commitOffset({ services }: PopContext, queue: GroupQueue, offset: number): void {
  services.state.offsets.set(queue.group, queue.topic, queue.queueId, offset);
}

/** Where a look that takes nothing begins: at the oldest message for a group that has no offset. */
export function offsetToPeek(context: PopContext, queue: GroupQueue): number {
  const { store } = context.services.state;
  return committedOffset(context, queue) ?? store.queue(queue.topic, queue.queueId).minOffset;
}
