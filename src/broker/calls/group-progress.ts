import { bodyCall } from '../../naming/server-call.js';
import { type ConsumeStatsList, decodeConsumeStatsList } from '../../protocol/bodies/consume-stats-list.js';
import { type ConsumeStats, decodeConsumeStats } from '../../protocol/bodies/consume-stats.js';
import {
  decodeQueryConsumeTimeSpanBody,
  type QueueTimeSpan,
} from '../../protocol/bodies/query-consume-time-span-body.js';
import { GetConsumeStatsInBrokerHeader } from '../../protocol/headers/get-consume-stats-in-broker.js';
import { GetConsumeStatsRequestHeader } from '../../protocol/headers/get-consume-stats.js';
import { QueryConsumeTimeSpanRequestHeader } from '../../protocol/headers/query-consume-time-span.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerCall } from '../broker-call.js';

/** GET_CONSUME_STATS (208): how far the group has come. Empty when the broker does not know it. */
export const GroupProgress: BrokerCall<
  {
    readonly group: string;
    /** Undefined: every topic of which it has committed an offset, its retry topic included. */
    readonly topic?: string | undefined;
  },
  ConsumeStats
> = bodyCall(
  ({ group, topic }) =>
    createRequest(RequestCode.GET_CONSUME_STATS, GetConsumeStatsRequestHeader, {
      consumerGroup: group,
      topic,
    }),
  decodeConsumeStats,
);

/** GET_BROKER_CONSUME_STATS (317): the same of all groups. */
export const AllProgress: BrokerCall<{ readonly onlyOrderTopics: boolean }, ConsumeStatsList> = bodyCall(
  ({ onlyOrderTopics }) =>
    createRequest(RequestCode.GET_BROKER_CONSUME_STATS, GetConsumeStatsInBrokerHeader, {
      isOrder: onlyOrderTopics,
    }),
  decodeConsumeStatsList,
);

/** QUERY_CONSUME_TIME_SPAN (303): how old is what the group has not consumed. */
export const ConsumeTimeSpans: BrokerCall<
  { readonly group: string; readonly topic: string },
  QueueTimeSpan[]
> = bodyCall(
  (request) => createRequest(RequestCode.QUERY_CONSUME_TIME_SPAN, QueryConsumeTimeSpanRequestHeader, request),
  decodeQueryConsumeTimeSpanBody,
);
