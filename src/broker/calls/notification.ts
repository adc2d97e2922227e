import { headerCall } from '../../naming/server-call.js';
import {
  NotificationRequestHeader,
  NotificationResponseHeader,
} from '../../protocol/headers/notification.js';
import { PollingInfoRequestHeader, PollingInfoResponseHeader } from '../../protocol/headers/polling-info.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerCall } from '../broker-call.js';
import type { PopQueue } from './pop-message.js';

export interface NotificationRequest extends PopQueue {
  /** How long the broker may hold the request. */
  readonly pollTimeMs: number;
  /** As of a pop. */
  readonly bornAt: number;
  readonly isOrdered?: boolean;
  readonly attemptId?: string | undefined;
}

export interface NotificationResult {
  /** There was something to pop when the answer was made. */
  readonly hasMessage: boolean;
  /** Too many requests are held: this one was not. */
  readonly isPollingFull: boolean;
}

/** NOTIFICATION (200054): waits until there is something to pop, without taking it. */
export const Notification: BrokerCall<NotificationRequest, NotificationResult> = {
  holdMs: ({ pollTimeMs }) => pollTimeMs,
  ...headerCall(
    (wait: NotificationRequest) =>
      createRequest(RequestCode.NOTIFICATION, NotificationRequestHeader, {
        consumerGroup: wait.group,
        topic: wait.topic,
        queueId: wait.queueId,
        pollTime: wait.pollTimeMs,
        bornTime: wait.bornAt,
        order: wait.isOrdered ?? false,
        attemptId: wait.attemptId,
        bname: wait.brokerName,
      }),
    NotificationResponseHeader,
    ({ hasMsg, pollingFull = false }) => ({ hasMessage: hasMsg, isPollingFull: pollingFull }),
  ),
};

/** POLLING_INFO (200055): how many pops of the group the broker holds. The queue is as the pops had it: -1 is one of its own. */
export const PollingInfo: BrokerCall<PopQueue, number> = headerCall(
  ({ group, topic, queueId, brokerName }) =>
    createRequest(RequestCode.POLLING_INFO, PollingInfoRequestHeader, {
      consumerGroup: group,
      topic,
      queueId,
      bname: brokerName,
    }),
  PollingInfoResponseHeader,
  ({ pollingNum }) => pollingNum,
);
