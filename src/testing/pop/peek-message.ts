import { PeekMessageRequestHeader } from '../../protocol/headers/peek-message.js';
import { PopMessageResponseHeader } from '../../protocol/headers/pop-message.js';
import { createResponse } from '../../protocol/remoting-command.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { everything } from '../filter/message-filter.js';
import { readQueue } from '../pull/read-queue.js';
import type { RequestHandler } from '../server/request-table.js';
import { checkPop } from './pop-access.js';
import { offsetToPeek, type PopContext } from './pop-context.js';
import { refusedPop } from './pop-message.js';
import { retryTopicToWrite } from './retry-topics.js';

/** PEEK_MESSAGE (200052). @see apache/rocketmq 5.3.3 `broker/…/processor/PeekMessageProcessor` */
export function createPeekHandler(context: PopContext): RequestHandler {
  const { services } = context;
  const { config, runtime, state } = services;
  return (command, peer) => {
    const request = PeekMessageRequestHeader.read(command);
    const { consumerGroup: group, topic, maxMsgNums, queueId } = request;
    const { readQueueNums } = checkPop(services, request, { peer, refusedWith: refusedPop });
    const dice = Math.floor(runtime.random() * 100);
    const records: Buffer[] = [];
    let restNum = 0;

    const lookAt = (realTopic: string, id: number): void => {
      const queue = state.store.queue(realTopic, id);
      const offset = offsetToPeek(context, { topic: realTopic, group, queueId: id });
      // What is looked at is left, too.
      restNum += queue.maxOffset - offset;
      if (records.length >= maxMsgNums) return;
      const limits = {
        maxMessages: Math.min(maxMsgNums - records.length, config.maxTransferCountOnMessageInMemory),
        maxBytes: config.maxTransferBytesOnMessageInMemory,
      };
      const inQueue = Math.min(Math.max(offset, queue.minOffset), queue.maxOffset);
      for (const { record } of readQueue(queue, inQueue, limits, everything).entries) records.push(record);
    };
    const lookAtAll = (realTopic: string, queues: number): void => {
      for (let i = 0; i < queues; i++) lookAt(realTopic, (dice + i) % queues);
    };
    const retryTopic = retryTopicToWrite(request, config);
    const lookAtRetries = (): void => lookAtAll(retryTopic, state.topics.get(retryTopic)?.readQueueNums ?? 0);

    const retriesFirst = dice % 5 === 0;
    if (retriesFirst) lookAtRetries();
    if (queueId < 0) lookAtAll(topic, readQueueNums);
    else lookAt(topic, queueId);
    if (!retriesFirst && records.length < maxMsgNums) lookAtRetries();

    const found = records.length > 0;
    return createResponse(found ? ResponseCode.SUCCESS : ResponseCode.PULL_NOT_FOUND, {
      remark: found ? 'FOUND' : 'NO_MESSAGE_IN_QUEUE',
      codec: PopMessageResponseHeader,
      header: { popTime: 0, invisibleTime: 0, reviveQid: 0, restNum },
      body: found ? Buffer.concat(records) : undefined,
    });
  };
}
