import { type HeaderOf, defineHeader, int, long, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * GET_MIN_OFFSET (31): the smallest offset still stored (wire.md section 5.4).
 *
 * | field     | type  | meaning |
 * | --------- | ----- | ------- |
 * | `topic`   | text! |         |
 * | `queueId` | int!  |         |
 *
 * Java `remoting/…/header/GetMinOffsetRequestHeader`.
 */
export const GetMinOffsetRequestHeader = defineHeader('GetMinOffsetRequestHeader', {
  topic: text(),
  queueId: int(),
  ...topicFields,
});
export type GetMinOffsetRequestHeader = HeaderOf<typeof GetMinOffsetRequestHeader>;

export const GetMinOffsetResponseHeader = defineHeader('GetMinOffsetResponseHeader', { offset: long() });
export type GetMinOffsetResponseHeader = HeaderOf<typeof GetMinOffsetResponseHeader>;
