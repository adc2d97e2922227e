import {
  NotificationRequestHeader,
  NotificationResponseHeader,
} from '../../protocol/headers/notification.js';
import { createResponse, type RemotingCommand } from '../../protocol/remoting-command.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { nothingToSay } from '../server/accept.js';
import type { RequestHandler } from '../server/request-table.js';
import { type Attempt, longPoll } from './long-poll.js';
import { checkPop } from './pop-access.js';
import { offsetToPeek, type PopContext } from './pop-context.js';
import { retryTopicsToWatch } from './retry-topics.js';

const refusedWith = NotificationResponseHeader.write({ hasMsg: false, pollingFull: false });

/** NOTIFICATION (200054). @see apache/rocketmq 5.3.3 `broker/…/processor/NotificationProcessor` */
export function createNotificationHandler(context: PopContext): RequestHandler {
  const { services, notifications: room } = context;
  const { runtime } = services;
  return (command, peer) => {
    const header = NotificationRequestHeader.read({ bornTime: '0', ...command.extFields });
    const { consumerGroup, topic, queueId, pollTime } = header;
    const bornTime = header.bornTime === 0 ? runtime.now() : header.bornTime;
    const attempt: Attempt = () => {
      const { readQueueNums } = checkPop(services, header, { peer, refusedWith });
      if (hasMessage(context, header, readQueueNums)) return answer(true, false);
      return (why) => answer(false, why === 'full');
    };
    const expiresAt = bornTime + pollTime;
    const poll = { consumerGroup, topic, queueId, pollTime, expiresAt, filter: undefined };
    return longPoll(poll, attempt, { room, runtime, changed: () => context.rearm() });
  };
}

function answer(hasMsg: boolean, pollingFull: boolean): RemotingCommand {
  return createResponse(ResponseCode.SUCCESS, {
    remark: nothingToSay,
    codec: NotificationResponseHeader,
    header: { hasMsg, pollingFull },
  });
}

function hasMessage(context: PopContext, request: NotificationRequestHeader, queues: number): boolean {
  const { services, ordered } = context;
  const { consumerGroup: group, topic, queueId, attemptId } = request;
  const isLeft = (realTopic: string, id: number): boolean => {
    const place = { topic: realTopic, group, queueId: id };
    if (request.order === true && ordered.isBlocked({ ...place, topic }, services.runtime.now(), attemptId))
      return false;
    return services.state.store.queue(realTopic, id).maxOffset > offsetToPeek(context, place);
  };
  const isAnyLeft = (realTopic: string, count: number): boolean => {
    for (let id = 0; id < count; id++) if (isLeft(realTopic, id)) return true;
    return false;
  };
  return (
    (queueId < 0 ? isAnyLeft(topic, queues) : isLeft(topic, queueId)) ||
    retryTopicsToWatch(request, services.config).some((retryTopic) =>
      isAnyLeft(retryTopic, services.state.topics.get(retryTopic)?.readQueueNums ?? 0),
    )
  );
}
