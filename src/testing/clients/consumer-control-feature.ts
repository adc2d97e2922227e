import type { Observable } from 'rxjs';
import type { HeaderFields } from '../../protocol/header-codec.js';
import { ConsumeMessageDirectlyResultRequestHeader } from '../../protocol/headers/consume-message-directly.js';
import { GetConsumerRunningInfoRequestHeader } from '../../protocol/headers/get-consumer-running-info.js';
import { decodeOffsetMessageId } from '../../protocol/message/message-id.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { Feature } from '../broker/feature.js';
import { Refusal } from '../server/refusal.js';
import { callConsumer } from './call-consumer.js';
import { askConsumerStatus } from './consumer-status.js';
import type { OffsetResets } from './offset-resets.js';
import { resetInBroker, resetInConsumers } from './reset-offsets.js';

/**
 * What administrators want of consumers, through their broker: INVOKE_BROKER_TO_RESET_OFFSET (222),
 * INVOKE_BROKER_TO_GET_CONSUMER_STATUS (223), GET_CONSUMER_RUNNING_INFO (307), CONSUME_MESSAGE_DIRECTLY (309).
 */
export function createConsumerControlFeature(services: BrokerServices, resets: OffsetResets): Feature {
  return {
    requests: {
      [RequestCode.INVOKE_BROKER_TO_RESET_OFFSET]: (request) =>
        services.config.useServerSideResetOffset
          ? resetInBroker(services, resets, request)
          : resetInConsumers(services, request),
      [RequestCode.INVOKE_BROKER_TO_GET_CONSUMER_STATUS]: (request) => askConsumerStatus(services, request),
      [RequestCode.GET_CONSUMER_RUNNING_INFO]: (request) => {
        const { consumerGroup: group, clientId } = GetConsumerRunningInfoRequestHeader.read(request);
        const { code, extFields: fields = {} } = request;
        return callConsumer(services, { code, group, clientId, fields });
      },
      [RequestCode.CONSUME_MESSAGE_DIRECTLY]: (request) => consumeDirectly(services, request),
    },
  };
}

function consumeDirectly(services: BrokerServices, request: RemotingCommand): Observable<RemotingCommand> {
  const header = ConsumeMessageDirectlyResultRequestHeader.read(request);
  const { consumerGroup: group, clientId, msgId = '' } = header;
  const entry = services.state.store.at(decodeOffsetMessageId(msgId).physicalOffset);
  if (entry === undefined)
    throw new Refusal(ResponseCode.SYSTEM_ERROR, `The message ${msgId} is not in this broker`);
  const fields = { ...request.extFields, ...brokerFields(services, header) };
  return callConsumer(services, { code: request.code, group, clientId, fields, body: entry.record });
}

/** What a broker adds for the client. */
function brokerFields(
  { config, identity, state }: BrokerServices,
  { topic = '', consumerGroup }: ConsumeMessageDirectlyResultRequestHeader,
): HeaderFields {
  const topicSysFlag = state.topics.get(topic)?.topicSysFlag;
  const groupSysFlag = state.groups.find(consumerGroup, config.autoCreateSubscriptionGroup)?.groupSysFlag;
  return {
    brokerName: identity.brokerName,
    ...(topicSysFlag === undefined ? {} : { topicSysFlag: String(topicSysFlag) }),
    ...(groupSysFlag === undefined ? {} : { groupSysFlag: String(groupSysFlag) }),
  };
}
