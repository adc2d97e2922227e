import { BodyReader } from '../body-reader.js';

/**
 * A topic on one broker: the answer of GET_TOPIC_CONFIG (351), wire.md section 9.3.
 *
 * ```
 * {"attributes":{"message.type":"FIFO"},"order":false,"perm":6,"readQueueNums":4,"topicFilterType":"SINGLE_TAG",
 *  "topicName":"T","topicSysFlag":0,"writeQueueNums":4}
 * ```
 *
 * Java `common/…/TopicConfig`.
 */
export interface TopicConfig {
  readonly topicName: string;
  readonly readQueueNums: number;
  readonly writeQueueNums: number;
  /** See `Permission`. */
  readonly perm: number;
  /** `SINGLE_TAG` or `MULTI_TAG`. */
  readonly topicFilterType: string;
  readonly topicSysFlag: number;
  readonly order: boolean;
  /** In requests every name begins with `+`, or with `-` to remove it; in answers with neither. Absent on 4.9. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The mapping of static topics is left out. @throws {DecodeError} */
export function decodeTopicConfig(body: Uint8Array): TopicConfig {
  return readTopicConfig(BodyReader.parse('TopicConfig', body));
}

export function encodeTopicConfig(config: TopicConfig): Buffer {
  return Buffer.from(JSON.stringify(config));
}

/** What is absent has the value of a new `TopicConfig` in Java. */
export function readTopicConfig(config: BodyReader): TopicConfig {
  return {
    topicName: config.text('topicName'),
    readQueueNums: config.integer('readQueueNums', 16),
    writeQueueNums: config.integer('writeQueueNums', 16),
    perm: config.integer('perm', 6),
    topicFilterType: config.text('topicFilterType', 'SINGLE_TAG'),
    topicSysFlag: config.integer('topicSysFlag'),
    order: config.boolean('order'),
    attributes: config.entries('attributes', (attributes, name) => attributes.text(name)),
  };
}
