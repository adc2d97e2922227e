import { decodeBatchAckMessage, type BatchAck } from '../../protocol/bodies/batch-ack.js';
import { AckMessageRequestHeader } from '../../protocol/headers/ack-message.js';
import { orderedReviveQueueId } from '../../protocol/headers/pop-message.js';
import { isOrderedHandle, parseReceiptHandle } from '../../protocol/pop/receipt-handle.js';
import { popTopic } from '../../protocol/pop/retry-mark.js';
import { createResponse, type RemotingCommand } from '../../protocol/remoting-command.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { accept } from '../server/accept.js';
import { bodyOf } from '../server/body-of.js';
import { Refusal } from '../server/refusal.js';
import type { ClientPeer, RequestHandler } from '../server/request-table.js';
import { checkReceiptQueue } from './pop-access.js';
import { commitOffset, committedOffset, type PopContext } from './pop-context.js';
import type { GroupQueue } from './ordered-pops.js';

/** ACK_MESSAGE (200051). @see apache/rocketmq 5.3.3 `broker/…/processor/AckMessageProcessor` */
export function createAckHandler(context: PopContext): RequestHandler {
  return (command, peer) => {
    const { topic, consumerGroup: group, queueId, offset, extraInfo } = AckMessageRequestHeader.read(command);
    const { state } = context.services;
    checkReceiptQueue(context.services, { topic, queueId }, { peer, refusedWith: {} });
    const { minOffset, maxOffset } = state.store.queue(topic, queueId);
    if (offset < minOffset || offset > maxOffset)
      throw new Refusal(
        ResponseCode.NO_MESSAGE,
        `offset is illegal, key:${topic}@${queueId}, commit:${offset}, store:${minOffset}~${maxOffset}`,
      );
    const handle = parseReceiptHandle(extraInfo);
    const place = { topic, group, queueId };
    if (isOrderedHandle(handle)) acknowledgeInOrder(context, place, offset, handle.popTime, peer);
    else context.checkpoints.acknowledge({ ...handle, ...place }, offset);
    context.rearm();
    return accept();
  };
}

/** BATCH_ACK_MESSAGE (200151): offsets that the queue does not have are passed over. */
export function createBatchAckHandler(context: PopContext): RequestHandler {
  return (command, peer): RemotingCommand => {
    const { acks } = decodeBatchAckMessage(bodyOf(command));
    if (acks.length === 0) return createResponse(ResponseCode.NO_MESSAGE);
    for (const ack of acks) acknowledgeAll(context, ack, peer);
    context.rearm();
    return accept();
  };
}

function acknowledgeAll(context: PopContext, ack: BatchAck, peer: ClientPeer): void {
  const { consumerGroup: group, queueId, popTime, startOffset } = ack;
  const { store, topics } = context.services.state;
  const topic = popTopic(ack.topic, group, ack.retryMark);
  if (queueId < 0 || queueId >= (topics.get(topic)?.readQueueNums ?? 0)) return;
  const { minOffset, maxOffset } = store.queue(topic, queueId);
  const place = { topic, group, queueId };
  for (const offset of ack.offsets) {
    if (offset < minOffset || offset > maxOffset) continue;
    if (ack.reviveQueueId === orderedReviveQueueId) acknowledgeInOrder(context, place, offset, popTime, peer);
    else context.checkpoints.acknowledge({ ...place, startOffset, popTime }, offset);
  }
}

function acknowledgeInOrder(
  context: PopContext,
  place: GroupQueue,
  offset: number,
  popTime: number,
  peer: ClientPeer,
): void {
  const { topic, group, queueId } = place;
  const committed = committedOffset(context, place) ?? -1;
  if (offset < committed) return;
  const next = context.ordered.acknowledge(place, offset, popTime);
  if (next === 'unknown')
    throw new Refusal(
      ResponseCode.MESSAGE_ILLEGAL,
      `offset is illegal, key:${topic}@${group}@${queueId}, old:${committed}, commit:${offset}, next:-1, /${peer.address}`,
    );
  if (next !== 'stale' && !context.rules.isResetPending(group, topic, queueId))
    commitOffset(context, place, next);
}
