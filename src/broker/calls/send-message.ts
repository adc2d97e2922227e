import {
  SendMessageV2RequestHeader,
  SendMessageV2ResponseHeader,
} from '../../protocol/headers/send-message-v2.js';
import { createRequest, type RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { type CallContext, refusal } from '../../naming/server-call.js';
import type { BrokerCall } from '../broker-call.js';

export interface SendRequest {
  readonly producerGroup: string;
  readonly topic: string;
  readonly brokerName: string;
  readonly queueId: number;
  /** Topic after which the broker models a new one, when it creates topics by itself. */
  readonly defaultTopic: string;
  readonly defaultTopicQueues: number;
  readonly sysFlag: number;
  readonly flag: number;
  readonly bornAt: number;
  /** Encoded properties string. */
  readonly properties: string;
  /** Only for `%RETRY%` topics: how often the message was delivered before. */
  readonly reconsumeTimes: number;
  readonly maxReconsumeTimes: number | undefined;
  /** Java's `unitMode`. Default false. */
  readonly isUnitMode?: boolean;
  readonly body: Buffer;
}

/**
 * How safe the broker says the message is. All four mean that the master has it: only the guarantee beyond that differs.
 *
 * @see apache/rocketmq `client/…/producer/SendStatus`
 */
export type SendStatus = 'ok' | 'flush-disk-timeout' | 'flush-slave-timeout' | 'slave-not-available';

export interface SendResult {
  readonly status: SendStatus;
  /** The id that encodes host and position of the stored copy. */
  readonly offsetMessageId: string;
  readonly queueId: number;
  readonly queueOffset: number;
  /** For `recall`, on brokers that can. */
  readonly recallHandle: string | undefined;
  /** As the broker names the place where it is, for message trace. */
  readonly regionId: string | undefined;
  /** The broker does not forbid to trace the message. */
  readonly isTraced: boolean;
}

const statusOf: Readonly<Record<number, SendStatus>> = {
  [ResponseCode.SUCCESS]: 'ok',
  [ResponseCode.FLUSH_DISK_TIMEOUT]: 'flush-disk-timeout',
  [ResponseCode.FLUSH_SLAVE_TIMEOUT]: 'flush-slave-timeout',
  [ResponseCode.SLAVE_NOT_AVAILABLE]: 'slave-not-available',
};

/** What an answer says about safety; undefined when the message was not stored. */
export function sendStatusOf(responseCode: number): SendStatus | undefined {
  return statusOf[responseCode];
}

/** The header of a send, in the words of the first version. */
export const sendHeaderOf = (send: SendRequest, isBatch: boolean): SendMessageV2RequestHeader => ({
  producerGroup: send.producerGroup,
  topic: send.topic,
  defaultTopic: send.defaultTopic,
  defaultTopicQueueNums: send.defaultTopicQueues,
  queueId: send.queueId,
  sysFlag: send.sysFlag,
  bornTimestamp: send.bornAt,
  flag: send.flag,
  properties: send.properties,
  reconsumeTimes: send.reconsumeTimes,
  unitMode: send.isUnitMode === true,
  maxReconsumeTimes: send.maxReconsumeTimes,
  batch: isBatch,
  bname: send.brokerName,
});

/** SEND_MESSAGE_V2 (310). FLUSH_* and SLAVE_* answers are successes with a status: repeating them would duplicate. */
export const SendMessage: BrokerCall<SendRequest, SendResult> = {
  encode: (send) =>
    createRequest(
      RequestCode.SEND_MESSAGE_V2,
      SendMessageV2RequestHeader,
      sendHeaderOf(send, false),
      send.body,
    ),
  decode: decodeSendResult,
};

/** The answer to every kind of send of one message. */
export function decodeSendResult(answer: RemotingCommand, context: CallContext): SendResult {
  const status = sendStatusOf(answer.code);
  if (status === undefined) throw refusal(answer, context);
  const header = SendMessageV2ResponseHeader.read(answer);
  return {
    status,
    offsetMessageId: header.msgId,
    queueId: header.queueId,
    queueOffset: header.queueOffset,
    recallHandle: header.recallHandle,
    regionId: header.msgRegion,
    isTraced: header.traceOn !== 'false',
  };
}
