import { type HeaderOf, defineHeader, int, long, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * UPDATE_CONSUMER_OFFSET (15): commits the offset of a group; Java sends it oneway (wire.md section 5.4).
 *
 * | field           | type  | meaning                                  |
 * | --------------- | ----- | ---------------------------------------- |
 * | `consumerGroup` | text! |                                          |
 * | `topic`         | text! |                                          |
 * | `queueId`       | int!  |                                          |
 * | `commitOffset`  | long! | the first offset that is not settled     |
 *
 * Java `remoting/…/header/UpdateConsumerOffsetRequestHeader`.
 */
export const UpdateConsumerOffsetRequestHeader = defineHeader('UpdateConsumerOffsetRequestHeader', {
  consumerGroup: text(),
  topic: text(),
  queueId: int(),
  commitOffset: long(),
  ...topicFields,
});
export type UpdateConsumerOffsetRequestHeader = HeaderOf<typeof UpdateConsumerOffsetRequestHeader>;
