import type { Observable } from 'rxjs';
import {
  orderedReviveQueueId,
  PopMessageRequestHeader,
  PopMessageResponseHeader,
} from '../../protocol/headers/pop-message.js';
import { formatMsgOffsetInfo, formatStartOffsetInfo } from '../../protocol/pop/offset-info.js';
import { formatOrderCountInfo } from '../../protocol/pop/order-count-info.js';
import { createResponse, type RemotingCommand } from '../../protocol/remoting-command.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { createMessageFilter } from '../filter/create-message-filter.js';
import { FilterSyntaxError } from '../filter/filter-syntax-error.js';
import type { MessageFilter } from '../filter/message-filter.js';
import { Refusal } from '../server/refusal.js';
import type { RequestHandler } from '../server/request-table.js';
import { type Attempt, longPoll } from './long-poll.js';
import { brokerIp, checkPop, type PopCaller } from './pop-access.js';
import { PopBatch } from './pop-batch.js';
import type { PopContext } from './pop-context.js';
import { retryTopicToRead } from './retry-topics.js';

/** How far behind a request may be, in milliseconds, before nobody is taken to wait for its answer. */
const toleranceMs = 500;

const maxMessages = 32;

const noHeader = { popTime: 0, invisibleTime: 0, reviveQid: 0, restNum: 0 };
/** Java writes the numbers of the header in any case. */
export const refusedPop = PopMessageResponseHeader.write(noHeader);

/** POP_MESSAGE (200050). @see apache/rocketmq 5.3.3 `broker/…/processor/PopMessageProcessor` */
export function createPopHandler(context: PopContext): RequestHandler {
  const { services, pops } = context;
  const { runtime, config } = services;
  let attempts = 0;

  return (command, peer): Observable<RemotingCommand> => {
    const header = PopMessageRequestHeader.read({ bornTime: '0', ...command.extFields });
    // The client's clock may be left out.
    const request = { ...header, bornTime: header.bornTime === 0 ? runtime.now() : header.bornTime };
    const { consumerGroup, topic, queueId, pollTime } = request;
    const caller = { peer, refusedWith: refusedPop };
    const wake = (): void => runtime.defer(() => void pops.wake({ consumerGroup, topic, queueId }));
    check(context, request, caller);
    const filter = filterOf(request);

    const attempt: Attempt = () => {
      check(context, request, caller);
      const dice = Math.floor(runtime.random() * 100);
      const popTime = runtime.now();
      const reviveQid =
        request.order === true ? orderedReviveQueueId : attempts++ % Math.max(1, config.reviveQueueNum);
      const batch = new PopBatch({ context, request, filter, popTime, reviveQid });
      take(batch, context, request, dice);
      const found = batch.records.length > 0;
      // Another one may have what is left. Without progress it would come to nothing, again and again.
      if (batch.rest > 0 && (found || batch.hasMoved)) wake();
      const answer = (code: number): RemotingCommand =>
        createResponse(code, {
          remark: found ? 'FOUND' : 'NO_MESSAGE_IN_QUEUE',
          codec: PopMessageResponseHeader,
          header: {
            popTime,
            invisibleTime: request.invisibleTime,
            reviveQid,
            restNum: batch.rest,
            startOffsetInfo: formatStartOffsetInfo(batch.startOffsets),
            msgOffsetInfo: formatMsgOffsetInfo(batch.messageOffsets),
            orderCountInfo: request.order === true ? formatOrderCountInfo(batch.orderCounts) : undefined,
          },
          body: found ? Buffer.concat(batch.records) : undefined,
        });
      if (found) return answer(ResponseCode.SUCCESS);
      return (why) => answer(why === 'full' ? ResponseCode.POLLING_FULL : ResponseCode.POLLING_TIMEOUT);
    };
    const expiresAt = request.bornTime + pollTime;
    const poll = { consumerGroup, topic, queueId, pollTime, expiresAt, filter };
    return longPoll(poll, attempt, { room: pops, runtime, changed: () => context.rearm() });
  };
}

function check({ services }: PopContext, request: PopMessageRequestHeader, caller: PopCaller): void {
  const { bornTime, pollTime, maxMsgNums } = request;
  const broker = `the broker[${brokerIp(services)}]`;
  if (services.runtime.now() - bornTime - pollTime > toleranceMs)
    throw new Refusal(ResponseCode.POLLING_TIMEOUT, `${broker} pop message is timeout too much`, refusedPop);
  if (maxMsgNums > maxMessages)
    throw new Refusal(
      ResponseCode.INVALID_PARAMETER,
      `${broker} pop message's num is greater than ${maxMessages}`,
      refusedPop,
    );
  if (!services.config.timerWheelEnable)
    throw new Refusal(
      ResponseCode.SYSTEM_ERROR,
      `${broker} pop message is forbidden because timerWheelEnable is false`,
      refusedPop,
    );
  checkPop(services, request, caller, 'pop');
}

function filterOf({ exp, expType }: PopMessageRequestHeader): MessageFilter | undefined {
  if (exp === undefined || exp === '') return undefined;
  try {
    return createMessageFilter({ expressionType: expType, subString: exp });
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    const remark = "parse the consumer's subscription failed";
    throw new Refusal(ResponseCode.SUBSCRIPTION_PARSE_FAILED, remark, refusedPop);
  }
}

/** What comes back to the group is read first with the probability that the configuration says, else if there is room. */
function take(
  batch: PopBatch,
  { services }: PopContext,
  request: PopMessageRequestHeader,
  dice: number,
): void {
  const { config } = services;
  const retriesFirst = dice < config.popFromRetryProbability;
  const retryTopic = retryTopicToRead(request, config, dice);
  const isOrdered = request.order === true;
  if (retriesFirst && !isOrdered) batch.takeTopic(retryTopic, dice);
  if (request.queueId < 0) batch.takeTopic(request.topic, dice);
  else batch.takeQueue(request.topic, request.queueId);
  if (!retriesFirst && !isOrdered && !batch.isFull) batch.takeTopic(retryTopic, dice);
}
