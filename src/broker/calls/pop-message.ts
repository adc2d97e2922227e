import { refusal } from '../../naming/server-call.js';
import type { ExpressionType } from '../../protocol/bodies/heartbeat-data.js';
import { PeekMessageRequestHeader } from '../../protocol/headers/peek-message.js';
import {
  ConsumeInitMode,
  PopMessageRequestHeader,
  PopMessageResponseHeader,
} from '../../protocol/headers/pop-message.js';
import { createRequest, type RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerCall } from '../broker-call.js';
import type { CallContext } from '../../naming/server-call.js';

/** A queue of a group, for calls of POP. */
export interface PopQueue {
  readonly group: string;
  readonly topic: string;
  readonly brokerName: string;
  /** -1: any queue of the broker. */
  readonly queueId: number;
}

export interface PopRequest extends PopQueue {
  /** At most 32. */
  readonly maxMessages: number;
  /** How long the messages are hidden from the rest of the group. */
  readonly invisibleTimeMs: number;
  /** How long the broker may hold the request when there is nothing to take; 0 = answer at once. */
  readonly pollTimeMs: number;
  /** The client's clock; 0: the broker takes its own (wire.md 5.8 says when not to). */
  readonly bornAt: number;
  /** Where a group without an offset begins. */
  readonly from: 'first' | 'last';
  readonly expression: string;
  readonly expressionType: ExpressionType;
  /** One batch of a queue at a time. Default false. */
  readonly isOrdered?: boolean;
  /** Of an ordered pop: the same again receives the same messages again. */
  readonly attemptId?: string | undefined;
}

export type PopResult =
  | {
      readonly status: 'found';
      /** With the parts of the receipt handles, see `receiptHandlesOf`. */
      readonly header: PopMessageResponseHeader;
      /** Stored records back to back, not decoded. */
      readonly records: Buffer;
    }
  /** `polling-full`: too many requests are held, this one was not. */
  | { readonly status: 'none' | 'polling-full' };

/** POP_MESSAGE (200050): takes messages and hides them for a while. */
export const PopMessage: BrokerCall<PopRequest, PopResult> = {
  holdMs: ({ pollTimeMs }) => pollTimeMs,
  encode: (pop) =>
    createRequest(RequestCode.POP_MESSAGE, PopMessageRequestHeader, {
      consumerGroup: pop.group,
      topic: pop.topic,
      queueId: pop.queueId,
      maxMsgNums: pop.maxMessages,
      invisibleTime: pop.invisibleTimeMs,
      pollTime: pop.pollTimeMs,
      bornTime: pop.bornAt,
      initMode: pop.from === 'first' ? ConsumeInitMode.MIN : ConsumeInitMode.MAX,
      expType: pop.expressionType,
      exp: pop.expression,
      order: pop.isOrdered ?? false,
      attemptId: pop.attemptId,
      bname: pop.brokerName,
    }),
  decode: decodePopResult,
};

/** PEEK_MESSAGE (200052): what a pop would take, without hiding it. Its records have no receipt handles. */
export const PeekMessage: BrokerCall<PopQueue & { readonly maxMessages: number }, PopResult> = {
  encode: ({ group, topic, brokerName, queueId, maxMessages }) =>
    createRequest(RequestCode.PEEK_MESSAGE, PeekMessageRequestHeader, {
      consumerGroup: group,
      topic,
      queueId,
      maxMsgNums: maxMessages,
      bname: brokerName,
    }),
  decode: decodePopResult,
};

function decodePopResult(answer: RemotingCommand, context: CallContext): PopResult {
  switch (answer.code) {
    case ResponseCode.SUCCESS:
      if (answer.body === undefined) return { status: 'none' };
      return { status: 'found', header: PopMessageResponseHeader.read(answer), records: answer.body };
    case ResponseCode.PULL_NOT_FOUND:
    case ResponseCode.POLLING_TIMEOUT:
      return { status: 'none' };
    case ResponseCode.POLLING_FULL:
      return { status: 'polling-full' };
    default:
      throw refusal(answer, context);
  }
}
