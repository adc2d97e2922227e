import {
  QueryConsumerOffsetRequestHeader,
  QueryConsumerOffsetResponseHeader,
} from '../../protocol/headers/query-consumer-offset.js';
import { UpdateConsumerOffsetRequestHeader } from '../../protocol/headers/update-consumer-offset.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { expectSuccess, refusal } from '../../naming/server-call.js';
import type { BrokerCall } from '../broker-call.js';

export interface GroupQueue {
  readonly group: string;
  readonly topic: string;
  readonly brokerName: string;
  readonly queueId: number;
}

/**
 * QUERY_CONSUMER_OFFSET (14): the committed offset of a group, or undefined when there is none.
 *
 * Asks with `setZeroIfNotFound=false`, or a new group on a young queue would be told 0. 4.9 ignores that and says 0
 * (rocketmq.md 7.4).
 */
export const QueryConsumerOffset: BrokerCall<GroupQueue, number | undefined> = {
  encode: ({ group, topic, brokerName, queueId }) =>
    createRequest(RequestCode.QUERY_CONSUMER_OFFSET, QueryConsumerOffsetRequestHeader, {
      consumerGroup: group,
      topic,
      queueId,
      setZeroIfNotFound: false,
      bname: brokerName,
    }),
  decode: (answer, context) => {
    if (answer.code === ResponseCode.QUERY_NOT_FOUND) return undefined;
    if (answer.code !== ResponseCode.SUCCESS) throw refusal(answer, context);
    return QueryConsumerOffsetResponseHeader.read(answer).offset;
  },
};

/** UPDATE_CONSUMER_OFFSET (15), with an answer: a commit is known to be stored before the next one starts. */
export const UpdateConsumerOffset: BrokerCall<GroupQueue & { readonly offset: number }, void> = {
  encode: ({ group, topic, brokerName, queueId, offset }) =>
    createRequest(RequestCode.UPDATE_CONSUMER_OFFSET, UpdateConsumerOffsetRequestHeader, {
      consumerGroup: group,
      topic,
      queueId,
      commitOffset: offset,
      bname: brokerName,
    }),
  decode: expectSuccess,
};
