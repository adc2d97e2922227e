import { BodyReader } from '../body-reader.js';
import { type DataVersion, optionalDataVersion } from './data-version.js';
import { readTopicConfig, type TopicConfig } from './topic-config.js';

/**
 * All topics of a broker: the answer of GET_ALL_TOPIC_CONFIG (21), wire.md section 5.9.
 *
 * ```
 * {"dataVersion":{"counter":1,"stateVersion":0,"timestamp":1700000000000},"topicConfigTable":{"T":{"topicName":"T",…}}}
 * ```
 *
 * Java `remoting/…/protocol/body/TopicConfigSerializeWrapper`; the mappings of static topics are left out.
 */
export interface TopicConfigSerializeWrapper {
  readonly topicConfigTable: Readonly<Record<string, TopicConfig>>;
  readonly dataVersion: DataVersion;
}

/** @throws {DecodeError} */
export function decodeTopicConfigSerializeWrapper(body: Uint8Array): TopicConfigSerializeWrapper {
  const wrapper = BodyReader.parse('TopicConfigSerializeWrapper', body);
  return {
    topicConfigTable: wrapper.entries('topicConfigTable', (table, name) =>
      readTopicConfig(table.object(name)),
    ),
    dataVersion: optionalDataVersion(wrapper),
  };
}

export function encodeTopicConfigSerializeWrapper(wrapper: TopicConfigSerializeWrapper): Buffer {
  return Buffer.from(JSON.stringify(wrapper));
}
