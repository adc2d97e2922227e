import { bodyCall, commandCall } from '../../naming/server-call.js';
import type { QueueTable } from '../../protocol/bodies/queue-table.js';
import { decodeQueryCorrectionOffsetBody } from '../../protocol/bodies/query-correction-offset-body.js';
import { decodeResetOffsetBody } from '../../protocol/bodies/reset-offset-body.js';
import { CloneGroupOffsetRequestHeader } from '../../protocol/headers/clone-group-offset.js';
import { QueryCorrectionOffsetHeader } from '../../protocol/headers/query-correction-offset.js';
import { ResetOffsetRequestHeader } from '../../protocol/headers/reset-offset.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerCall } from '../broker-call.js';

export interface OffsetReset {
  readonly group: string;
  readonly topic: string;
  /** Ms since the epoch: the first message stored then or later; -1: the end of the queue. */
  readonly timestamp: number;
  /** Also forward. */
  readonly isForced: boolean;
  /** Undefined: every queue. One queue alone not before 5.0. */
  readonly queueId?: number | undefined;
  /** Of that queue, in place of the time. */
  readonly offset?: number | undefined;
}

/**
 * INVOKE_BROKER_TO_RESET_OFFSET (222): the group goes on elsewhere; the result is where. From 5.2 on brokers do it by
 * themselves, before that members have to be connected (206), and are told (wire.md 5.10).
 */
export const ResetOffsets: BrokerCall<OffsetReset, QueueTable<number>> = bodyCall(
  ({ group, topic, timestamp, isForced, queueId = -1, offset }) =>
    createRequest(RequestCode.INVOKE_BROKER_TO_RESET_OFFSET, ResetOffsetRequestHeader, {
      group,
      topic,
      timestamp,
      isForce: isForced,
      queueId,
      offset,
    }),
  (body) => (body.length === 0 ? [] : decodeResetOffsetBody(body)),
);

/** CLONE_GROUP_OFFSET (314): gives a group the offsets of another one. */
export const CloneOffsets: BrokerCall<
  {
    readonly fromGroup: string;
    readonly toGroup: string;
    /** Undefined: every topic. */
    readonly topic?: string | undefined;
    /** Also topics to which the first group is not subscribed now. */
    readonly alsoUnsubscribed: boolean;
  },
  void
> = commandCall(({ fromGroup, toGroup, topic, alsoUnsubscribed }) =>
  createRequest(RequestCode.CLONE_GROUP_OFFSET, CloneGroupOffsetRequestHeader, {
    srcGroup: fromGroup,
    destGroup: toGroup,
    topic,
    offline: alsoUnsubscribed,
  }),
);

/**
 * QUERY_CORRECTION_OFFSET (308): the smallest offset that any group has committed of each queue of a topic, by queue id. Offsets
 * before the first message do not count.
 *
 * Its groups to leave out (`filterGroups`) cannot be given: brokers would forget every offset that those have committed, of all
 * topics (seen on 4.9.7 and 5.3.3). The group to compare with is without effect.
 */
export const SmallestOffsets: BrokerCall<string, ReadonlyMap<number, number>> = bodyCall(
  (topic) => createRequest(RequestCode.QUERY_CORRECTION_OFFSET, QueryCorrectionOffsetHeader, { topic }),
  decodeQueryCorrectionOffsetBody,
);
