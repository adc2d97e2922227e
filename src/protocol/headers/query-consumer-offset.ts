import { type HeaderOf, bool, defineHeader, int, long, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * QUERY_CONSUMER_OFFSET (14): the committed offset of a group; code 22 when there is none (wire.md section 5.4).
 *
 * | field               | type    | meaning                                                                  |
 * | ------------------- | ------- | ------------------------------------------------------------------------ |
 * | `consumerGroup`     | text!   |                                                                          |
 * | `topic`             | text!   |                                                                          |
 * | `queueId`           | int!    |                                                                          |
 * | `setZeroIfNotFound` | boolean | false: never 0 for a new group on a young queue, 5.x                     |
 *
 * Java `remoting/…/header/QueryConsumerOffsetRequestHeader`.
 */
export const QueryConsumerOffsetRequestHeader = defineHeader('QueryConsumerOffsetRequestHeader', {
  consumerGroup: text(),
  topic: text(),
  queueId: int(),
  setZeroIfNotFound: optional(bool()),
  ...topicFields,
});
export type QueryConsumerOffsetRequestHeader = HeaderOf<typeof QueryConsumerOffsetRequestHeader>;

/** The answer. Java leaves `offset` out with code 22. */
export const QueryConsumerOffsetResponseHeader = defineHeader('QueryConsumerOffsetResponseHeader', {
  offset: long(),
});
export type QueryConsumerOffsetResponseHeader = HeaderOf<typeof QueryConsumerOffsetResponseHeader>;
