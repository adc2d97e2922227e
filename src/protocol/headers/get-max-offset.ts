import { type HeaderOf, bool, defineHeader, int, long, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * GET_MAX_OFFSET (30): the next offset to be written (wire.md section 5.4).
 *
 * | field       | type    | meaning                              |
 * | ----------- | ------- | ------------------------------------ |
 * | `topic`     | text!   |                                      |
 * | `queueId`   | int!    |                                      |
 * | `committed` | boolean | only what is replicated; absent true |
 *
 * Java `remoting/…/header/GetMaxOffsetRequestHeader`.
 */
export const GetMaxOffsetRequestHeader = defineHeader('GetMaxOffsetRequestHeader', {
  topic: text(),
  queueId: int(),
  committed: optional(bool()),
  ...topicFields,
});
export type GetMaxOffsetRequestHeader = HeaderOf<typeof GetMaxOffsetRequestHeader>;

export const GetMaxOffsetResponseHeader = defineHeader('GetMaxOffsetResponseHeader', { offset: long() });
export type GetMaxOffsetResponseHeader = HeaderOf<typeof GetMaxOffsetResponseHeader>;
