import { BodyReader } from '../body-reader.js';
import { readTopicConfig, type TopicConfig } from './topic-config.js';

/**
 * The body of UPDATE_AND_CREATE_TOPIC_LIST (18), wire.md section 5.9.
 *
 * ```
 * {"topicConfigList":[{"attributes":{"+message.type":"FIFO"},"perm":6,"readQueueNums":1,"topicName":"T","writeQueueNums":1,…}]}
 * ```
 *
 * Java `remoting/…/protocol/body/CreateTopicListRequestBody`. @throws {DecodeError}
 */
export function decodeCreateTopicListRequestBody(body: Uint8Array): TopicConfig[] {
  return BodyReader.parse('CreateTopicListRequestBody', body).objects('topicConfigList', readTopicConfig);
}

export function encodeCreateTopicListRequestBody(topicConfigList: readonly TopicConfig[]): Buffer {
  return Buffer.from(JSON.stringify({ topicConfigList }));
}
