import { type HeaderOf, defineHeader, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * GET_CONSUME_STATS (208); the answer's body is `ConsumeStats` (wire.md section 5.10).
 *
 * | field           | type  | meaning                                         |
 * | --------------- | ----- | ----------------------------------------------- |
 * | `consumerGroup` | text! |                                                 |
 * | `topic`         | text  | absent: all in which the group has committed    |
 * | `topicList`     | text  | names, each followed by `;`; instead of `topic` |
 *
 * Java `remoting/…/header/GetConsumeStatsRequestHeader`.
 */
export const GetConsumeStatsRequestHeader = defineHeader('GetConsumeStatsRequestHeader', {
  consumerGroup: text(),
  topic: optional(text()),
  topicList: optional(text()),
  ...topicFields,
});
export type GetConsumeStatsRequestHeader = HeaderOf<typeof GetConsumeStatsRequestHeader>;
