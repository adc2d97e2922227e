import { type HeaderOf, defineHeader, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * QUERY_CONSUME_TIME_SPAN (303); the answer's body is `QueryConsumeTimeSpanBody` (wire.md section 5.10).
 *
 * | field   | type  |
 * | ------- | ----- |
 * | `topic` | text! |
 * | `group` | text! |
 *
 * Java `remoting/…/header/QueryConsumeTimeSpanRequestHeader`.
 */
export const QueryConsumeTimeSpanRequestHeader = defineHeader('QueryConsumeTimeSpanRequestHeader', {
  topic: text(),
  group: text(),
  ...topicFields,
});
export type QueryConsumeTimeSpanRequestHeader = HeaderOf<typeof QueryConsumeTimeSpanRequestHeader>;
