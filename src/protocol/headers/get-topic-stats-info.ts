import { type HeaderOf, defineHeader, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * GET_TOPIC_STATS_INFO (202); the answer's body is `TopicStatsTable` (wire.md section 5.10).
 *
 * | field   | type  |
 * | ------- | ----- |
 * | `topic` | text! |
 *
 * Java `remoting/…/header/GetTopicStatsInfoRequestHeader`.
 */
export const GetTopicStatsInfoRequestHeader = defineHeader('GetTopicStatsInfoRequestHeader', {
  topic: text(),
  ...topicFields,
});
export type GetTopicStatsInfoRequestHeader = HeaderOf<typeof GetTopicStatsInfoRequestHeader>;
