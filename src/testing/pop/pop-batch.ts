import { ConsumeInitMode, type PopMessageRequestHeader } from '../../protocol/headers/pop-message.js';
import type { MessageOffsets, StartOffset } from '../../protocol/pop/offset-info.js';
import type { OrderCount } from '../../protocol/pop/order-count-info.js';
import { retryMarkOf } from '../../protocol/pop/retry-mark.js';
import { isRetryTopic } from '../../message/group-topics.js';
import { everything, type MessageFilter } from '../filter/message-filter.js';
import { readQueue } from '../pull/read-queue.js';
import type { ReadResult } from '../pull/read-result.js';
import type { StoredQueue } from '../store/stored-queue.js';
import { asSubscribed } from './as-subscribed.js';
import { commitOffset, committedOffset, type PopContext } from './pop-context.js';
import type { GroupQueue } from './ordered-pops.js';

export interface PopBatchSettings {
  readonly context: PopContext;
  readonly request: PopMessageRequestHeader;
  readonly filter: MessageFilter | undefined;
  readonly popTime: number;
  readonly reviveQid: number;
}

/**
 * What one pop takes, queue by queue.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/processor/PopMessageProcessor#popMsgFromQueue`
 */
export class PopBatch {
  readonly records: Buffer[] = [];
  readonly startOffsets: StartOffset[] = [];
  readonly messageOffsets: MessageOffsets[] = [];
  readonly orderCounts: OrderCount[] = [];
  readonly #settings: PopBatchSettings;
  #rest = 0;
  #hasMoved = false;

  constructor(settings: PopBatchSettings) {
    this.#settings = settings;
  }

  /** Messages that are left in the queues looked at, also those that the filter will not want. */
  get rest(): number {
    return this.#rest;
  }

  get isFull(): boolean {
    return this.records.length >= this.#settings.request.maxMsgNums;
  }

  /** Some offset was committed. */
  get hasMoved(): boolean {
    return this.#hasMoved;
  }

  /** Takes what the queues of a topic hold, beginning anywhere; nothing of a topic that is not there. */
  takeTopic(topic: string, dice: number): void {
    const queues = this.#settings.context.services.state.topics.get(topic)?.readQueueNums ?? 0;
    for (let i = 0; i < queues; i++) this.takeQueue(topic, (dice + i) % queues);
  }

  takeQueue(topic: string, queueId: number): void {
    const { context, request } = this.#settings;
    const { services, ordered, checkpoints } = context;
    const place: GroupQueue = { topic, group: request.consumerGroup, queueId };
    const queue = services.state.store.queue(topic, queueId);
    const offset = this.#reset(place) ?? committedOffset(context, place) ?? this.#begin(queue, place);
    // What is blocked is no reason to look again soon: it is not counted as left.
    if (request.order === true && ordered.isBlocked(place, services.runtime.now(), request.attemptId)) return;
    if (this.isFull || checkpoints.isFull) {
      this.#rest += queue.maxOffset - offset;
      return;
    }
    const { result, start } = this.#read(queue, place, offset);
    if (result.entries.length > 0) this.#hide(place, start, result);
    else if (result.status === 'NO_MATCHED_MESSAGE') this.#commit(place, result.nextOffset);
    this.#rest += queue.maxOffset - result.nextOffset;
  }

  /** Where an administrator sent the group; what was popped in order before blocks it no more. */
  #reset(place: GroupQueue): number | undefined {
    const { context } = this.#settings;
    const offset = context.rules.takeReset(place.group, place.topic, place.queueId);
    if (offset === undefined) return undefined;
    context.ordered.forget(place);
    this.#commit(place, offset);
    return offset;
  }

  /** Where a group begins that has no offset. It has one from then on. */
  #begin(queue: StoredQueue, place: GroupQueue): number {
    const { context, request } = this.#settings;
    const { minOffset, maxOffset } = queue;
    const takesAll = request.initMode === ConsumeInitMode.MIN || isRetryTopic(place.topic);
    const isYoung = minOffset === 0 && context.services.config.initPopOffsetByCheckMsgInMem;
    const offset = takesAll || isYoung ? minOffset : Math.max(0, maxOffset - 1);
    this.#commit(place, offset);
    return offset;
  }

  #read(queue: StoredQueue, place: GroupQueue, offset: number): { result: ReadResult; start: number } {
    const { context, request, filter = everything } = this.#settings;
    const { maxTransferBytesOnMessageInMemory, maxTransferCountOnMessageInMemory } = context.services.config;
    const limits = {
      maxMessages: Math.min(request.maxMsgNums - this.records.length, maxTransferCountOnMessageInMemory),
      maxBytes: maxTransferBytesOnMessageInMemory,
    };
    const result = readQueue(queue, offset, limits, filter);
    if (result.status !== 'OFFSET_TOO_SMALL' && result.status !== 'OFFSET_OVERFLOW_BADLY')
      return { result, start: offset };
    const start = result.nextOffset;
    this.#commit(place, start);
    return { result: readQueue(queue, start, limits, filter), start };
  }

  /** Makes what was read invisible, and tells how to settle it. */
  #hide(place: GroupQueue, startOffset: number, { entries, nextOffset }: ReadResult): void {
    const { context, request, popTime, reviveQid } = this.#settings;
    const { queueId, topic } = place;
    const { invisibleTime, attemptId } = request;
    const offsets = entries.map(({ queueOffset }) => queueOffset);
    const { reviveInterval } = context.services.config;
    if (request.order === true) {
      this.orderCounts.push(...context.ordered.popped(place, { attemptId, popTime, invisibleTime, offsets }));
    } else {
      const dueAt = popTime + invisibleTime + reviveInterval;
      const open = new Set(offsets);
      context.checkpoints.add({ ...place, startOffset, popTime, invisibleTime, open, dueAt });
      this.#commit(place, nextOffset);
    }
    const retryMark = retryMarkOf(topic);
    this.startOffsets.push({ retryMark, queueId, startOffset });
    this.messageOffsets.push({ retryMark, queueId, offsets });
    const keepsTopic = !isRetryTopic(topic) || context.services.config.popResponseReturnActualRetryTopic;
    for (const entry of entries)
      this.records.push(
        keepsTopic
          ? entry.record
          : asSubscribed(entry, request.topic, {
              startOffset,
              popTime,
              invisibleTime,
              reviveQid,
              retryMark,
              brokerName: context.services.identity.brokerName,
              queueId,
              queueOffset: entry.queueOffset,
            }),
      );
  }

  #commit(place: GroupQueue, offset: number): void {
    commitOffset(this.#settings.context, place, offset);
    this.#hasMoved = true;
  }
}
