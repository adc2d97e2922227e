import { bodyCall, commandCall, plainCommand, plainQuery, type PlainCall } from '../../naming/server-call.js';
import { type BrokerStatsData, decodeBrokerStatsData } from '../../protocol/bodies/broker-stats-data.js';
import { decodeKVTable } from '../../protocol/bodies/kv-table.js';
import { decodeConfigText, encodeConfigText } from '../../protocol/config-text.js';
import { EmptyHeader } from '../../protocol/headers/empty-header.js';
import { ResumeCheckHalfMessageRequestHeader } from '../../protocol/headers/resume-check-half-message.js';
import { ViewBrokerStatsDataRequestHeader } from '../../protocol/headers/view-broker-stats-data.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerCall } from '../broker-call.js';

/** GET_BROKER_RUNTIME_INFO (28): what the broker is and does, as texts. */
export const RuntimeInfo: PlainCall<Record<string, string>> = plainQuery(
  RequestCode.GET_BROKER_RUNTIME_INFO,
  decodeKVTable,
);

/** GET_BROKER_CONFIG (26): its settings by their names in `broker.conf`. */
export const ReadBrokerConfig: PlainCall<Record<string, string>> = plainQuery(
  RequestCode.GET_BROKER_CONFIG,
  decodeConfigText,
);

/**
 * UPDATE_BROKER_CONFIG (25): changes settings of the running broker. Names that it does not know are ignored; some are locked
 * (16).
 */
export const UpdateBrokerConfig: BrokerCall<
  Readonly<Record<string, string | number | boolean>>,
  void
> = commandCall((settings) =>
  createRequest(RequestCode.UPDATE_BROKER_CONFIG, EmptyHeader, {}, encodeConfigText(settings)),
);

/** VIEW_BROKER_STATS_DATA (315): one statistic. Errs when there is none of that name and key (1). */
export const BrokerStatistic: BrokerCall<
  {
    /** `TOPIC_PUT_NUMS`, `GROUP_GET_NUMS`, ... (behaviour.md 7.4). */
    readonly name: string;
    /** The topic, `topic@group`, or the cluster. */
    readonly key: string;
  },
  BrokerStatsData
> = bodyCall(
  ({ name, key }) =>
    createRequest(RequestCode.VIEW_BROKER_STATS_DATA, ViewBrokerStatsDataRequestHeader, {
      statsName: name,
      statsKey: key,
    }),
  decodeBrokerStatsData,
);

/** CLEAN_EXPIRED_CONSUMEQUEUE (306): removes parts of queues whose messages are gone. */
export const CleanExpiredQueues: PlainCall<void> = plainCommand(RequestCode.CLEAN_EXPIRED_CONSUMEQUEUE);

/** CLEAN_UNUSED_TOPIC (316): removes the queues of topics that no longer exist. */
export const CleanUnusedTopics: PlainCall<void> = plainCommand(RequestCode.CLEAN_UNUSED_TOPIC);

/** DELETE_EXPIRED_COMMITLOG (329), 4.9.4 and newer: removes files of the commit log that are past their time. */
export const DeleteExpiredCommitLog: PlainCall<void> = plainCommand(RequestCode.DELETE_EXPIRED_COMMITLOG);

/** RESUME_CHECK_HALF_MESSAGE (323): asks about a transaction again that was given up. */
export const ResumeHalfMessage: BrokerCall<
  { readonly topic?: string | undefined; readonly offsetMessageId: string },
  void
> = commandCall(({ topic, offsetMessageId }) =>
  createRequest(RequestCode.RESUME_CHECK_HALF_MESSAGE, ResumeCheckHalfMessageRequestHeader, {
    topic,
    msgId: offsetMessageId,
  }),
);
