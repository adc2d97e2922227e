import { decodeCreateTopicListRequestBody } from '../../protocol/bodies/create-topic-list-request-body.js';
import { encodeTopicConfigSerializeWrapper } from '../../protocol/bodies/topic-config-serialize-wrapper.js';
import { encodeTopicConfig } from '../../protocol/bodies/topic-config.js';
import { encodeTopicList } from '../../protocol/bodies/topic-list.js';
import {
  type CreateTopicRequestHeader as CreateTopic,
  CreateTopicRequestHeader,
} from '../../protocol/headers/create-topic.js';
import { DeleteTopicRequestHeader } from '../../protocol/headers/delete-topic.js';
import { GetTopicConfigRequestHeader } from '../../protocol/headers/get-topic-config.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { accept, acceptSilently } from '../server/accept.js';
import { bodyOf } from '../server/body-of.js';
import { Refusal } from '../server/refusal.js';
import type { RequestTable } from '../server/request-table.js';
import { alterAttributes, parseAttributeChanges } from '../topics/topic-attributes.js';
import type { TopicConfig } from '../../protocol/bodies/topic-config.js';
import { checkTopicName, isSystemTopic } from '../topics/topic-rules.js';
import { systemTopicNames } from './system-topics.js';

/** Topics: made, changed, told and deleted (Java `AdminBrokerProcessor`). */
export function createTopicRequests(services: BrokerServices, startedAt: number): RequestTable {
  const { identity, state } = services;
  return {
    [RequestCode.UPDATE_AND_CREATE_TOPIC]: (request) => {
      const topic = topicOf(CreateTopicRequestHeader.read(request));
      check(services, topic);
      if (!isPresent(services, topic)) update(services, topic);
      return acceptSilently();
    },

    [RequestCode.UPDATE_AND_CREATE_TOPIC_LIST]: (request) => {
      const topics = decodeCreateTopicListRequestBody(bodyOf(request));
      for (const topic of topics) {
        check(services, topic);
        // As on the real broker, one topic that is there already ends the whole request, with success.
        if (isPresent(services, topic)) return acceptSilently();
      }
      for (const topic of topics) update(services, topic);
      return acceptSilently();
    },

    [RequestCode.DELETE_TOPIC_IN_BROKER]: (request) => {
      const { topic } = DeleteTopicRequestHeader.read(request);
      if (topic.trim() === '')
        throw new Refusal(ResponseCode.INVALID_PARAMETER, 'The specified topic is blank.');
      checkOwn(services, topic);
      for (const each of [topic, ...popRetryTopics(services, topic)]) {
        state.topics.delete(each);
        state.offsets.deleteTopic(each);
        state.store.deleteTopic(each);
      }
      return accept();
    },

    [RequestCode.GET_TOPIC_CONFIG]: (request) => {
      const { topic } = GetTopicConfigRequestHeader.read(request);
      const config = state.topics.get(topic);
      if (config === undefined)
        throw new Refusal(ResponseCode.TOPIC_NOT_EXIST, `No topic in this broker. topic: ${topic}`);
      return accept(encodeTopicConfig(config));
    },

    [RequestCode.GET_ALL_TOPIC_CONFIG]: () => {
      const topicConfigTable = Object.fromEntries(
        Array.from(state.topics.all(), (topic) => [topic.topicName, topic]),
      );
      const dataVersion = { counter: state.topics.version, stateVersion: 0, timestamp: startedAt };
      return accept(encodeTopicConfigSerializeWrapper({ topicConfigTable, dataVersion }));
    },

    [RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_BROKER]: () =>
      accept(encodeTopicList({ topicList: systemTopicNames(identity) })),
  };
}

function topicOf(header: CreateTopic): TopicConfig {
  const { topic, readQueueNums, writeQueueNums, perm, topicFilterType, topicSysFlag = 0, order } = header;
  return {
    topicName: topic,
    readQueueNums,
    writeQueueNums,
    perm,
    topicFilterType,
    topicSysFlag,
    order,
    attributes: parseAttributeChanges(header.attributes),
  };
}

/** @param topic - with changes to its attributes in the place of attributes */
function check(services: BrokerServices, { topicName, attributes }: TopicConfig): void {
  checkTopicName(topicName);
  checkOwn(services, topicName);
  if (!services.config.enableMixedMessageType && attributes['+message.type'] === 'MIXED')
    throw new Refusal(ResponseCode.INVALID_PARAMETER, 'MIXED message type is not supported.');
}

function checkOwn({ config }: BrokerServices, topic: string): void {
  if (config.validateSystemTopicWhenUpdateTopic && isSystemTopic(topic))
    throw new Refusal(ResponseCode.INVALID_PARAMETER, `The topic[${topic}] is conflict with system topic.`);
}

/** Java compares attributes with the changes to them, which are different words: with any of either, nothing is the same. */
function isPresent({ state }: BrokerServices, topic: TopicConfig): boolean {
  const present = state.topics.get(topic.topicName);
  return (
    present !== undefined &&
    present.readQueueNums === topic.readQueueNums &&
    present.writeQueueNums === topic.writeQueueNums &&
    present.perm === topic.perm &&
    present.topicFilterType === topic.topicFilterType &&
    present.topicSysFlag === topic.topicSysFlag &&
    present.order === topic.order &&
    Object.keys({ ...present.attributes, ...topic.attributes }).length === 0
  );
}

function update({ state }: BrokerServices, topic: TopicConfig): void {
  const attributes = alterAttributes(state.topics.get(topic.topicName)?.attributes, topic.attributes);
  state.topics.put({ ...topic, attributes });
}

/** Where POP keeps what groups have to see again, in both spellings. */
function popRetryTopics({ state }: BrokerServices, topic: string): readonly string[] {
  return state.offsets
    .groups(topic)
    .flatMap((group) => [`%RETRY%${group}_${topic}`, `%RETRY%${group}+${topic}`])
    .filter((each) => state.topics.get(each) !== undefined);
}
