import { RetryMark, retryMarkOf } from '../../protocol/pop/retry-mark.js';
import type { StoredEntry } from '../store/stored-entry.js';
import type { GroupQueue } from './ordered-pops.js';
import { committedOffset, type PopContext } from './pop-context.js';

/**
 * A message was stored: wakes who waits for it. What comes back to a group by a retry topic of the first kind wakes nobody: as
 * at the real broker it is found when a poll ends.
 */
export function messageArrived({ pops, notifications }: PopContext, entry: StoredEntry): void {
  const { topic, queueId } = entry;
  // As Java finds it: behind the plus sign, whatever the group is called.
  const isNewRetry = retryMarkOf(topic) === RetryMark.RETRY_V2;
  const subscribed = isNewRetry ? topic.slice(topic.indexOf('+') + 1) : topic;
  pops.arrived(subscribed, queueId, entry);
  notifications.arrived(subscribed, queueId, entry);
}

/** A queue came free for ordered pops: wakes who waits for what is in it. */
export function queueFreed(context: PopContext, place: GroupQueue): void {
  const { topic, group: consumerGroup, queueId } = place;
  const { maxOffset } = context.services.state.store.queue(topic, queueId);
  if (maxOffset <= (committedOffset(context, place) ?? 0)) return;
  for (const room of [context.pops, context.notifications])
    if (!room.wake({ topic, consumerGroup, queueId: -1 })) room.wake({ topic, consumerGroup, queueId });
}

/** When something is to be done next; undefined when nothing is. */
export function nextWakeupAt({
  checkpoints,
  notifications,
  ordered,
  pops,
  services,
}: PopContext): number | undefined {
  // Slaves see the checkpoints of their master and leave them alone.
  const reviveAt = services.identity.brokerId === 0 ? checkpoints.nextAt : undefined;
  const times = [reviveAt, ordered.nextAt, pops.nextAt, notifications.nextAt].filter(
    (at) => at !== undefined,
  );
  return times.length === 0 ? undefined : Math.max(0, Math.min(...times));
}
