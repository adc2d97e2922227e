import { type HeaderOf, defineHeader, int, long, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * CHANGE_MESSAGE_INVISIBLETIME (200053): hides a popped message for another while, from now on (wire.md section 5.8).
 *
 * | field           | type  | meaning                                                             |
 * | --------------- | ----- | ------------------------------------------------------------------- |
 * | `consumerGroup` | text! |                                                                     |
 * | `topic`         | text! | where the message really is: the retry topic with retry mark 1 or 2 |
 * | `queueId`       | int!  |                                                                     |
 * | `extraInfo`     | text! | receipt handle, which is used up by this                            |
 * | `offset`        | long! | `queueOffset` of the handle                                         |
 * | `invisibleTime` | long! | milliseconds from now                                               |
 *
 * Java `remoting/…/header/ChangeInvisibleTimeRequestHeader`.
 */
export const ChangeInvisibleTimeRequestHeader = defineHeader('ChangeInvisibleTimeRequestHeader', {
  consumerGroup: text(),
  topic: text(),
  queueId: int(),
  extraInfo: text(),
  offset: long(),
  invisibleTime: long(),
  ...topicFields,
});
export type ChangeInvisibleTimeRequestHeader = HeaderOf<typeof ChangeInvisibleTimeRequestHeader>;

/**
 * The parts of the new receipt handle, see `renewReceiptHandle`; all zeros with a refusal.
 *
 * | field           | type  |
 * | --------------- | ----- |
 * | `popTime`       | long! |
 * | `invisibleTime` | long! |
 * | `reviveQid`     | int!  |
 *
 * Java `remoting/…/header/ChangeInvisibleTimeResponseHeader`.
 */
export const ChangeInvisibleTimeResponseHeader = defineHeader('ChangeInvisibleTimeResponseHeader', {
  popTime: long(),
  invisibleTime: long(),
  reviveQid: int(),
});
export type ChangeInvisibleTimeResponseHeader = HeaderOf<typeof ChangeInvisibleTimeResponseHeader>;
