import {
  ChangeInvisibleTimeRequestHeader,
  ChangeInvisibleTimeResponseHeader,
} from '../../protocol/headers/change-invisible-time.js';
import {
  isOrderedHandle,
  parseReceiptHandle,
  type ReceiptHandle,
} from '../../protocol/pop/receipt-handle.js';
import { createResponse } from '../../protocol/remoting-command.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { nothingToSay } from '../server/accept.js';
import { Refusal } from '../server/refusal.js';
import type { RequestHandler } from '../server/request-table.js';
import { checkReceiptQueue } from './pop-access.js';
import { committedOffset, type PopContext } from './pop-context.js';

type NewReceipt = ChangeInvisibleTimeResponseHeader;

const noReceipt: NewReceipt = { popTime: 0, invisibleTime: 0, reviveQid: 0 };
const refusedWith = ChangeInvisibleTimeResponseHeader.write(noReceipt);

/** CHANGE_MESSAGE_INVISIBLETIME (200053). @see apache/rocketmq 5.3.3 `broker/…/processor/ChangeInvisibleTimeProcessor` */
export function createChangeInvisibleTimeHandler(context: PopContext): RequestHandler {
  const { services } = context;
  return (command, peer) => {
    const request = ChangeInvisibleTimeRequestHeader.read(command);
    const { topic, queueId, offset } = request;
    checkReceiptQueue(services, request, { peer, refusedWith });
    const { minOffset, maxOffset } = services.state.store.queue(topic, queueId);
    if (offset < minOffset || offset >= maxOffset)
      throw new Refusal(ResponseCode.NO_MESSAGE, nothingToSay, refusedWith);
    const handle = parseReceiptHandle(request.extraInfo);
    const change = isOrderedHandle(handle) ? changeInOrder : changeCheckpoint;
    const header = change(context, request, handle);
    context.rearm();
    return createResponse(ResponseCode.SUCCESS, {
      remark: nothingToSay,
      codec: ChangeInvisibleTimeResponseHeader,
      header,
    });
  };
}

/** The old receipt may be void already: then the message comes twice, as from the real broker. */
function changeCheckpoint(
  { services, checkpoints }: PopContext,
  { topic, consumerGroup: group, queueId, offset, invisibleTime }: ChangeInvisibleTimeRequestHeader,
  handle: ReceiptHandle,
): NewReceipt {
  if (checkpoints.isFull) throw new Refusal(ResponseCode.SYSTEM_ERROR, nothingToSay, refusedWith);
  const place = { topic, group, queueId };
  const popTime = services.runtime.now();
  const dueAt = popTime + invisibleTime + services.config.reviveInterval;
  checkpoints.acknowledge({ ...handle, ...place }, offset);
  checkpoints.add({ ...place, startOffset: offset, popTime, invisibleTime, open: new Set([offset]), dueAt });
  return { popTime, invisibleTime, reviveQid: handle.reviveQid };
}

/** Nothing changes in what was settled. The receipt keeps its time, so its invisible time is counted from there. */
function changeInOrder(
  context: PopContext,
  { topic, consumerGroup: group, queueId, offset, invisibleTime }: ChangeInvisibleTimeRequestHeader,
  { popTime, reviveQid }: ReceiptHandle,
): NewReceipt {
  const place = { topic, group, queueId };
  if (offset < (committedOffset(context, place) ?? -1)) return noReceipt;
  const visibleAt = context.services.runtime.now() + invisibleTime;
  context.ordered.hideUntil(place, offset, popTime, visibleAt);
  return { popTime, invisibleTime: visibleAt - popTime, reviveQid };
}
