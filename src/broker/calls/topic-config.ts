import { bodyCall, commandCall, plainQuery, type PlainCall } from '../../naming/server-call.js';
import { encodeCreateTopicListRequestBody } from '../../protocol/bodies/create-topic-list-request-body.js';
import {
  decodeTopicConfigSerializeWrapper,
  type TopicConfigSerializeWrapper,
} from '../../protocol/bodies/topic-config-serialize-wrapper.js';
import { decodeTopicConfig, type TopicConfig } from '../../protocol/bodies/topic-config.js';
import { CreateTopicListRequestHeader } from '../../protocol/headers/create-topic-list.js';
import { CreateTopicRequestHeader } from '../../protocol/headers/create-topic.js';
import { DeleteTopicRequestHeader } from '../../protocol/headers/delete-topic.js';
import { GetTopicConfigRequestHeader } from '../../protocol/headers/get-topic-config.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerCall } from '../broker-call.js';

/** Any name will do: brokers want one and do not use it (wire.md 5.9). */
const anyTemplate = 'TBW102';

/** `+message.type=FIFO,-reserve.time`: in requests each name carries its sign. */
const changesText = (changes: Readonly<Record<string, string>>): string =>
  Object.entries(changes)
    .map(([name, value]) => (name.startsWith('-') ? name : `${name}=${value}`))
    .join(',');

/**
 * UPDATE_AND_CREATE_TOPIC (17): makes the topic what `config` says. The names of `attributes` begin with `+`, or with `-` to
 * remove one. Errs when the name is not allowed (29) or an attribute is wrong (1); 4.9 knows no attributes.
 */
export const UpdateTopic: BrokerCall<TopicConfig, void> = commandCall((config) =>
  createRequest(RequestCode.UPDATE_AND_CREATE_TOPIC, CreateTopicRequestHeader, {
    topic: config.topicName,
    defaultTopic: anyTemplate,
    readQueueNums: config.readQueueNums,
    writeQueueNums: config.writeQueueNums,
    perm: config.perm,
    topicFilterType: config.topicFilterType,
    topicSysFlag: config.topicSysFlag,
    order: config.order,
    attributes: Object.keys(config.attributes).length === 0 ? undefined : changesText(config.attributes),
  }),
);

/**
 * UPDATE_AND_CREATE_TOPIC_LIST (18), 5.3.0 and newer: many at once. A topic that is there already, just so, makes the broker
 * stop, and say that all went well (wire.md 5.9).
 */
export const UpdateTopics: BrokerCall<readonly TopicConfig[], void> = commandCall((configs) =>
  createRequest(
    RequestCode.UPDATE_AND_CREATE_TOPIC_LIST,
    CreateTopicListRequestHeader,
    {},
    encodeCreateTopicListRequestBody(configs),
  ),
);

/** DELETE_TOPIC_IN_BROKER (215). Succeeds also without such a topic. Name servers keep it until they are told (216). */
export const DeleteTopic: BrokerCall<string, void> = commandCall((topic) =>
  createRequest(RequestCode.DELETE_TOPIC_IN_BROKER, DeleteTopicRequestHeader, { topic }),
);

/** GET_TOPIC_CONFIG (351), 5.0 and newer. Errs without such a topic (17). */
export const ReadTopicConfig: BrokerCall<string, TopicConfig> = bodyCall(
  (topic) => createRequest(RequestCode.GET_TOPIC_CONFIG, GetTopicConfigRequestHeader, { topic }),
  decodeTopicConfig,
);

/** GET_ALL_TOPIC_CONFIG (21): every topic, those of the broker itself included. */
export const ReadTopicConfigs: PlainCall<TopicConfigSerializeWrapper> = plainQuery(
  RequestCode.GET_ALL_TOPIC_CONFIG,
  decodeTopicConfigSerializeWrapper,
);
