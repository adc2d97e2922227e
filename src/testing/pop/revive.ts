import { isRetryTopic } from '../../message/group-topics.js';
import { subscribedTopic } from '../../protocol/pop/retry-mark.js';
import { PropertyKey } from '../../protocol/property-key.js';
import { draftOf, readEntry, type StoredEntry } from '../store/stored-entry.js';
import type { Checkpoint } from './checkpoints.js';
import type { PopContext } from './pop-context.js';
import { retryTopicToWrite } from './retry-topics.js';

/** How long a message waits that could not be stored, in milliseconds (Java `ckRewriteIntervalsInSeconds`, the first). */
const againMs = 10_000;

/**
 * Brings back what was not acknowledged in time.
 *
 * However often that was: brokers give up on no message that was popped, clients have to.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/processor/PopReviveService`
 */
export function revive(context: PopContext): void {
  const { runtime, identity } = context.services;
  // Slaves see the same checkpoints.
  if (identity.brokerId !== 0) return;
  const now = runtime.now();
  for (;;) {
    const checkpoint = context.checkpoints.takeDue(now);
    if (checkpoint === undefined) return;
    reviveCheckpoint(context, checkpoint, now);
  }
}

function reviveCheckpoint(context: PopContext, checkpoint: Checkpoint, now: number): void {
  const { state, runtime } = context.services;
  const { group, topic, queueId, open } = checkpoint;
  const isKnown = state.topics.get(subscribedTopic(topic, group)) !== undefined;
  if (!isKnown || state.groups.get(group) === undefined) return;
  for (const offset of open) {
    const entry = state.store.queue(topic, queueId).at(offset);
    if (entry === undefined) continue;
    try {
      storeAgain(context, checkpoint, entry);
    } catch (error) {
      runtime.logger.warn('A popped message could not be brought back', {
        topic,
        group,
        reason: String(error),
      });
      const one = { ...checkpoint, startOffset: offset, open: new Set([offset]) };
      context.checkpoints.add({ ...one, dueAt: now + againMs });
    }
  }
}

function storeAgain(
  { services }: PopContext,
  { group, topic, popTime }: Checkpoint,
  entry: StoredEntry,
): void {
  const { state, config, identity } = services;
  const retryTopic = isRetryTopic(topic) ? topic : retryTopicToWrite({ topic, consumerGroup: group }, config);
  if (state.topics.get(retryTopic) === undefined) {
    state.topics.ensure(retryTopic, 1);
    if (state.offsets.get(group, retryTopic, 0) === undefined) state.offsets.set(group, retryTopic, 0, 0);
  }
  const { reconsumeTimes, properties } = readEntry(entry);
  const isFirst = reconsumeTimes === 0 || properties[PropertyKey.FIRST_POP_TIME] === undefined;
  services.store({
    ...draftOf(entry),
    topic: retryTopic,
    queueId: 0,
    bornHost: identity.address,
    reconsumeTimes: reconsumeTimes + 1,
    properties: isFirst ? { ...properties, [PropertyKey.FIRST_POP_TIME]: String(popTime) } : properties,
  });
}
