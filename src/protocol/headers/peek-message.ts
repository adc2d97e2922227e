import { type HeaderOf, defineHeader, int, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * PEEK_MESSAGE (200052): what a pop would take, without hiding it (wire.md section 5.8). Answered by
 * `PopMessageResponseHeader`, with code 0 or 19.
 *
 * | field           | type  | meaning                     |
 * | --------------- | ----- | --------------------------- |
 * | `consumerGroup` | text! |                             |
 * | `topic`         | text! |                             |
 * | `queueId`       | int!  | -1: any queue of the broker |
 * | `maxMsgNums`    | int!  |                             |
 *
 * Java `remoting/…/header/PeekMessageRequestHeader`.
 */
export const PeekMessageRequestHeader = defineHeader('PeekMessageRequestHeader', {
  consumerGroup: text(),
  topic: text(),
  queueId: int(),
  maxMsgNums: int(),
  ...topicFields,
});
export type PeekMessageRequestHeader = HeaderOf<typeof PeekMessageRequestHeader>;
