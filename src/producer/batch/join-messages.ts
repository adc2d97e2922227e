import { encodeBatch } from '../../protocol/message/batch-codec.js';
import { encodeProperties } from '../../protocol/message/message-properties.js';
import { PropertyKey } from '../../protocol/property-key.js';
import type { PreparedMessage, SelectQueue } from '../../sending/prepared-message.js';

/** What holds for all messages of a batch. */
export interface BatchTarget {
  readonly waitForStore: boolean;
  readonly selectQueue: SelectQueue | undefined;
}

/**
 * Messages of one topic as one request; one message stays what it is.
 *
 * The batch has no `UNIQ_KEY` of its own, unlike that of Java 5.x: brokers append the properties of the batch to those of each message, so that
 * consumers would see the id of the batch as that of all its messages (ADR 0011).
 *
 * @param messages - not empty
 * @see apache/rocketmq `common/…/message/MessageBatch`, `store/…/MessageExtEncoder#encode(MessageExtBatch)`
 */
export function joinMessages(
  messages: readonly PreparedMessage[],
  { waitForStore, selectQueue }: BatchTarget,
): PreparedMessage {
  const first = messages[0]!;
  if (messages.length === 1) return { ...first, selectQueue };
  return {
    topic: first.topic,
    messageId: first.messageId,
    body: encodeBatch(messages),
    properties: encodeProperties({ [PropertyKey.WAIT]: String(waitForStore) }),
    sysFlag: 0,
    flag: 0,
    bornAt: first.bornAt,
    reconsumeTimes: 0,
    maxReconsumeTimes: undefined,
    selectQueue,
    isBatch: true,
  };
}
