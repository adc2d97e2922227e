import { BodyReader } from '../body-reader.js';

/**
 * Names of topics: the answer of 206, 224, 304, 305, 311 to 313 and 343 (wire.md section 5.1).
 *
 * ```
 * {"brokerAddr":"10.0.0.1:10911","topicList":["T"]}
 * ```
 *
 * Java `remoting/…/protocol/body/TopicList`.
 */
export interface TopicList {
  readonly topicList: readonly string[];
  /** Of 304: a broker that can be asked for its own (305). */
  readonly brokerAddr?: string | undefined;
}

/** @throws {DecodeError} */
export function decodeTopicList(body: Uint8Array): TopicList {
  const list = BodyReader.parse('TopicList', body);
  return { topicList: list.texts('topicList'), brokerAddr: list.optionalText('brokerAddr') };
}

export function encodeTopicList(list: TopicList): Buffer {
  return Buffer.from(JSON.stringify(list));
}
