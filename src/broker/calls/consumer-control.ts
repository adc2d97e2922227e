import { bodyCall } from '../../naming/server-call.js';
import {
  type ConsumeMessageDirectlyResult,
  decodeConsumeMessageDirectlyResult,
} from '../../protocol/bodies/consume-message-directly-result.js';
import {
  type ConsumerRunningInfo,
  decodeConsumerRunningInfo,
} from '../../protocol/bodies/consumer-running-info.js';
import {
  decodeGetConsumerStatusBody,
  type GetConsumerStatusBody,
} from '../../protocol/bodies/get-consumer-status-body.js';
import { ConsumeMessageDirectlyResultRequestHeader } from '../../protocol/headers/consume-message-directly.js';
import { GetConsumerRunningInfoRequestHeader } from '../../protocol/headers/get-consumer-running-info.js';
import { GetConsumerStatusRequestHeader } from '../../protocol/headers/get-consumer-status.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerCall } from '../broker-call.js';

/**
 * GET_CONSUMER_RUNNING_INFO (307): how a member of a group is, which the broker asks of it. Errs when it is not connected
 * here (1) or does not answer in time (207).
 */
export const RunningInfo: BrokerCall<
  {
    readonly group: string;
    readonly clientId: string;
    /** With the stacks of its threads, from clients that have any. Default false. */
    readonly withStacks?: boolean | undefined;
  },
  ConsumerRunningInfo
> = bodyCall(
  ({ group, clientId, withStacks = false }) =>
    createRequest(RequestCode.GET_CONSUMER_RUNNING_INFO, GetConsumerRunningInfoRequestHeader, {
      consumerGroup: group,
      clientId,
      jstackEnable: withStacks,
    }),
  decodeConsumerRunningInfo,
);

/** CONSUME_MESSAGE_DIRECTLY (309): a member of the group handles this one message now, and tells what came of it. */
export const ConsumeDirectly: BrokerCall<
  {
    readonly group: string;
    readonly clientId: string;
    readonly topic: string;
    readonly brokerName: string;
    readonly offsetMessageId: string;
  },
  ConsumeMessageDirectlyResult
> = bodyCall(
  ({ group, clientId, topic, brokerName, offsetMessageId }) =>
    createRequest(RequestCode.CONSUME_MESSAGE_DIRECTLY, ConsumeMessageDirectlyResultRequestHeader, {
      consumerGroup: group,
      clientId,
      topic,
      brokerName,
      msgId: offsetMessageId,
    }),
  decodeConsumeMessageDirectlyResult,
);

/**
 * INVOKE_BROKER_TO_GET_CONSUMER_STATUS (223): the offsets that members of the group would commit, which the broker asks of
 * them.
 */
export const ConsumerStatus: BrokerCall<
  {
    readonly group: string;
    readonly topic: string;
    /** Only this member. */
    readonly clientId?: string | undefined;
  },
  GetConsumerStatusBody
> = bodyCall(
  ({ group, topic, clientId }) =>
    createRequest(RequestCode.INVOKE_BROKER_TO_GET_CONSUMER_STATUS, GetConsumerStatusRequestHeader, {
      group,
      topic,
      clientAddr: clientId,
    }),
  decodeGetConsumerStatusBody,
);
