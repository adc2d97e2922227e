import { type HeaderOf, defineHeader, int, long, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * SEARCH_OFFSET_BY_TIMESTAMP (29): the offset of the message stored at or after a time (wire.md section 5.4).
 *
 * | field          | type  | meaning                                         |
 * | -------------- | ----- | ----------------------------------------------- |
 * | `topic`        | text! |                                                 |
 * | `queueId`      | int!  |                                                 |
 * | `timestamp`    | long! | ms since the epoch                              |
 * | `boundaryType` | text  | `LOWER` (absent too) or `UPPER` of equal times  |
 *
 * Java `remoting/…/header/SearchOffsetRequestHeader`.
 */
export const SearchOffsetRequestHeader = defineHeader('SearchOffsetRequestHeader', {
  topic: text(),
  queueId: int(),
  timestamp: long(),
  boundaryType: optional(text()),
  ...topicFields,
});
export type SearchOffsetRequestHeader = HeaderOf<typeof SearchOffsetRequestHeader>;

export const SearchOffsetResponseHeader = defineHeader('SearchOffsetResponseHeader', { offset: long() });
export type SearchOffsetResponseHeader = HeaderOf<typeof SearchOffsetResponseHeader>;
