import { type HeaderOf, bool, defineHeader, int, long, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * QUERY_MESSAGE (12); the answer's body is stored messages (wire.md section 5.4).
 *
 * | field               | type    | meaning                                                                               |
 * | ------------------- | ------- | ------------------------------------------------------------------------------------- |
 * | `topic`             | text!   |                                                                                       |
 * | `key`               | text!   | one of the message's keys, or its unique id                                           |
 * | `maxNum`            | int!    | for a unique id the broker takes its own                                              |
 * | `beginTimestamp`    | long!   | ms since the epoch, by the broker's clock                                             |
 * | `endTimestamp`      | text!   | the same as a decimal; without an end Java sends its largest long, which no number is |
 * | `_UNIQUE_KEY_QUERY` | boolean | `key` is a unique id                                                                  |
 *
 * Java `remoting/…/header/QueryMessageRequestHeader`.
 */
export const QueryMessageRequestHeader = defineHeader('QueryMessageRequestHeader', {
  topic: text(),
  key: text(),
  maxNum: int(),
  beginTimestamp: long(),
  endTimestamp: text(),
  uniqueKeyQuery: optional(bool('_UNIQUE_KEY_QUERY')),
  ...topicFields,
});
export type QueryMessageRequestHeader = HeaderOf<typeof QueryMessageRequestHeader>;

/**
 * | field                      | type  | meaning                            |
 * | -------------------------- | ----- | ---------------------------------- |
 * | `indexLastUpdateTimestamp` | long! | ms since the epoch; 0 with code 22 |
 * | `indexLastUpdatePhyoffset` | long! |                                    |
 *
 * Java `remoting/…/header/QueryMessageResponseHeader`.
 */
export const QueryMessageResponseHeader = defineHeader('QueryMessageResponseHeader', {
  indexLastUpdateTimestamp: long(),
  indexLastUpdatePhyoffset: long(),
});
export type QueryMessageResponseHeader = HeaderOf<typeof QueryMessageResponseHeader>;
