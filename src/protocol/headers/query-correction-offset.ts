import { type HeaderOf, defineHeader, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * QUERY_CORRECTION_OFFSET (308); the answer's body is `QueryCorrectionOffsetBody` (wire.md section 5.10).
 *
 * | field          | type  | meaning                                                             |
 * | -------------- | ----- | ------------------------------------------------------------------- |
 * | `filterGroups` | text  | names with commas between; the broker forgets all offsets of theirs |
 * | `compareGroup` | text  | without effect: brokers look it up by the wrong key                 |
 * | `topic`        | text! |                                                                     |
 *
 * Java `remoting/…/header/QueryCorrectionOffsetHeader`.
 */
export const QueryCorrectionOffsetHeader = defineHeader('QueryCorrectionOffsetHeader', {
  filterGroups: optional(text()),
  compareGroup: optional(text()),
  topic: text(),
  ...topicFields,
});
export type QueryCorrectionOffsetHeader = HeaderOf<typeof QueryCorrectionOffsetHeader>;
