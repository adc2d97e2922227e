import { ConsumerSendMsgBackRequestHeader } from '../../protocol/headers/consumer-send-msg-back.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { expectSuccess } from '../../naming/server-call.js';
import type { BrokerCall } from '../broker-call.js';

export interface SendBackRequest {
  readonly group: string;
  /** The topic it was first sent to, also when it comes from a retry topic. */
  readonly topic: string;
  readonly brokerName: string;
  /** Position in the commit log, not in the queue. */
  readonly commitLogOffset: number;
  /** 1 and above: that delay level; 0: the broker chooses 3 + times delivered; -1: dead letter at once. */
  readonly delayLevel: number;
  readonly messageId: string;
  readonly maxReconsumeTimes: number;
}

/**
 * CONSUMER_SEND_MSG_BACK (36): the broker stores the message again for the group, later or as a dead letter. Must go to the
 * broker that delivered it.
 */
export const SendBack: BrokerCall<SendBackRequest, void> = {
  encode: (back) =>
    createRequest(RequestCode.CONSUMER_SEND_MSG_BACK, ConsumerSendMsgBackRequestHeader, {
      offset: back.commitLogOffset,
      group: back.group,
      delayLevel: back.delayLevel,
      originMsgId: back.messageId,
      originTopic: back.topic,
      unitMode: false,
      maxReconsumeTimes: back.maxReconsumeTimes,
      bname: back.brokerName,
    }),
  decode: expectSuccess,
};
