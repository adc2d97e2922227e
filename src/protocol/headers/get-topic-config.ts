import { type HeaderOf, defineHeader, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * GET_TOPIC_CONFIG (351); the answer's body is `TopicConfig` (wire.md section 5.9). `lo` asks for the queue mapping of a static topic too.
 *
 * | field   | type  |
 * | ------- | ----- |
 * | `topic` | text! |
 *
 * Java `remoting/…/header/GetTopicConfigRequestHeader`.
 */
export const GetTopicConfigRequestHeader = defineHeader('GetTopicConfigRequestHeader', {
  topic: text(),
  ...topicFields,
});
export type GetTopicConfigRequestHeader = HeaderOf<typeof GetTopicConfigRequestHeader>;
