import { type HeaderOf, defineHeader, int, long, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * QUERY_CONSUME_QUEUE (321); the answer's body is `QueryConsumeQueueResponseBody` (wire.md section 5.10).
 *
 * | field           | type | meaning                                        |
 * | --------------- | ---- | ---------------------------------------------- |
 * | `topic`         | text |                                                |
 * | `queueId`       | int  |                                                |
 * | `index`         | long | first queue offset                             |
 * | `count`         | int  | offsets from there on                          |
 * | `consumerGroup` | text | says whether its filter lets each message pass |
 *
 * Java `remoting/…/header/QueryConsumeQueueRequestHeader`.
 */
export const QueryConsumeQueueRequestHeader = defineHeader('QueryConsumeQueueRequestHeader', {
  topic: optional(text()),
  queueId: optional(int()),
  index: optional(long()),
  count: optional(int()),
  consumerGroup: optional(text()),
  ...topicFields,
});
export type QueryConsumeQueueRequestHeader = HeaderOf<typeof QueryConsumeQueueRequestHeader>;
