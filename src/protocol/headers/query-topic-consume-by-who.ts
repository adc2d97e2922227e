import { type HeaderOf, defineHeader, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * QUERY_TOPIC_CONSUME_BY_WHO (300); the answer's body is `GroupList` (wire.md section 5.10).
 *
 * | field   | type  |
 * | ------- | ----- |
 * | `topic` | text! |
 *
 * Java `remoting/…/header/QueryTopicConsumeByWhoRequestHeader`.
 */
export const QueryTopicConsumeByWhoRequestHeader = defineHeader('QueryTopicConsumeByWhoRequestHeader', {
  topic: text(),
  ...topicFields,
});
export type QueryTopicConsumeByWhoRequestHeader = HeaderOf<typeof QueryTopicConsumeByWhoRequestHeader>;
