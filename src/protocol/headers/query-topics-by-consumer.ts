import { type HeaderOf, defineHeader, text } from '../header-codec.js';
import { rpcFields } from './cross-cutting-fields.js';

/**
 * QUERY_TOPICS_BY_CONSUMER (343); the answer's body is `TopicList` (wire.md section 5.10).
 *
 * | field   | type  |
 * | ------- | ----- |
 * | `group` | text! |
 *
 * Java `remoting/…/header/QueryTopicsByConsumerRequestHeader`.
 */
export const QueryTopicsByConsumerRequestHeader = defineHeader('QueryTopicsByConsumerRequestHeader', {
  group: text(),
  ...rpcFields,
});
export type QueryTopicsByConsumerRequestHeader = HeaderOf<typeof QueryTopicsByConsumerRequestHeader>;
