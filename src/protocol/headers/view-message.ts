import { type HeaderOf, defineHeader, long, optional, text } from '../header-codec.js';

/**
 * VIEW_MESSAGE_BY_ID (33), to the broker that the offset id names; the answer's body is one stored message (wire.md section 5.4).
 *
 * | field    | type  | meaning                 |
 * | -------- | ----- | ----------------------- |
 * | `offset` | long! | place in the commit log |
 * | `topic`  | text  | 5.x                     |
 *
 * Java `remoting/…/header/ViewMessageRequestHeader`.
 */
export const ViewMessageRequestHeader = defineHeader('ViewMessageRequestHeader', {
  offset: long(),
  topic: optional(text()),
});
export type ViewMessageRequestHeader = HeaderOf<typeof ViewMessageRequestHeader>;
