import { PullMessageRequestHeader, PullMessageResponseHeader } from '../../protocol/headers/pull-message.js';
import { PullSysFlag } from '../../protocol/pull-sys-flag.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { refusal } from '../../naming/server-call.js';
import type { BrokerCall } from '../broker-call.js';

export interface PullRequest {
  readonly group: string;
  readonly topic: string;
  readonly brokerName: string;
  readonly queueId: number;
  /** First offset wanted. */
  readonly offset: number;
  readonly maxMessages: number;
  /** Honoured by proxies and later brokers; others bound an answer by themselves. */
  readonly maxBytes: number;
  /** How long the broker may hold the request when there is nothing to answer; 0 = answer at once. */
  readonly suspendTimeoutMs: number;
  /** Travels with every pull, so that another member's other subscription cannot filter this one. */
  readonly expression: string;
  readonly expressionType: 'TAG' | 'SQL92';
  readonly subVersion: number;
  /**
   * As LITE_PULL_MESSAGE, which brokers serve from a pool of threads of its own, apart from the pulls of other consumers. Not
   * before 5.0: 4.9 errs with {@link RequestNotSupportedError}. Default false.
   */
  readonly lite?: boolean | undefined;
}

export interface PullResult {
  /**
   * - `found`: `records` holds messages, from the asked offset on.
   * - `none`: nothing there (yet), or nothing that matches; go on at `nextOffset`.
   * - `moved`: the asked offset is outside the queue or was reset; go on at `nextOffset` and forget what came before.
   */
  readonly status: 'found' | 'none' | 'moved';
  readonly nextOffset: number;
  readonly minOffset: number;
  readonly maxOffset: number;
  /** Id of the broker to ask next time: 0 is the master. */
  readonly suggestedBrokerId: number;
  /** To be added to the queue offset of every record (static topics); usually 0. */
  readonly offsetDelta: number;
  /** Stored records back to back, not decoded. */
  readonly records: Buffer | undefined;
}

const statusOf: Readonly<Record<number, PullResult['status']>> = {
  [ResponseCode.SUCCESS]: 'found',
  [ResponseCode.PULL_NOT_FOUND]: 'none',
  [ResponseCode.PULL_RETRY_IMMEDIATELY]: 'none',
  [ResponseCode.PULL_OFFSET_MOVED]: 'moved',
};

/**
 * PULL_MESSAGE (11), or LITE_PULL_MESSAGE (361), with the subscription inside: it needs no heartbeat to be understood
 * (wire.md 5.3).
 */
export const PullMessage: BrokerCall<PullRequest, PullResult> = {
  holdMs: ({ suspendTimeoutMs }) => suspendTimeoutMs,
  encode: (pull) =>
    createRequest(
      pull.lite === true ? RequestCode.LITE_PULL_MESSAGE : RequestCode.PULL_MESSAGE,
      PullMessageRequestHeader,
      {
        consumerGroup: pull.group,
        topic: pull.topic,
        queueId: pull.queueId,
        queueOffset: pull.offset,
        maxMsgNums: pull.maxMessages,
        sysFlag:
          PullSysFlag.SUBSCRIPTION |
          (pull.suspendTimeoutMs > 0 ? PullSysFlag.SUSPEND : 0) |
          (pull.lite === true ? PullSysFlag.LITE_PULL : 0),
        commitOffset: 0,
        suspendTimeoutMillis: pull.suspendTimeoutMs,
        subscription: pull.expression,
        subVersion: pull.subVersion,
        expressionType: pull.expressionType,
        maxMsgBytes: pull.maxBytes,
        bname: pull.brokerName,
      },
    ),
  decode: (answer, context) => {
    const status = statusOf[answer.code];
    if (status === undefined) throw refusal(answer, context);
    const header = PullMessageResponseHeader.read(answer);
    return {
      status,
      nextOffset: header.nextBeginOffset,
      minOffset: header.minOffset,
      maxOffset: header.maxOffset,
      suggestedBrokerId: header.suggestWhichBrokerId,
      offsetDelta: header.offsetDelta ?? 0,
      records: status === 'found' ? answer.body : undefined,
    };
  },
};
