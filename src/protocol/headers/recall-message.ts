import { type HeaderOf, defineHeader, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * RECALL_MESSAGE (370), 5.3.2 and newer: takes a timer message back before its time (wire.md section 5.6). Brokers refuse
 * it with 16 unless `recallMessageEnable` is set, and with 604 when the handle is bad, foreign or late.
 *
 * | field           | type  | meaning                                |
 * | --------------- | ----- | -------------------------------------- |
 * | `producerGroup` | text  |                                        |
 * | `topic`         | text! |                                        |
 * | `recallHandle`  | text! | from the send, see `decodeRecallHandle` |
 *
 * Java `remoting/…/header/RecallMessageRequestHeader`.
 */
export const RecallMessageRequestHeader = defineHeader('RecallMessageRequestHeader', {
  producerGroup: optional(text()),
  topic: text(),
  recallHandle: text(),
  ...topicFields,
});
export type RecallMessageRequestHeader = HeaderOf<typeof RecallMessageRequestHeader>;

/**
 * | field        | type  | meaning                  |
 * | ------------ | ----- | ------------------------ |
 * | `msgId`      | text! | UNIQ_KEY of the message  |
 * | `MSG_REGION` | text  | `msgRegion`: for the trace |
 *
 * Java `remoting/…/header/RecallMessageResponseHeader`.
 */
export const RecallMessageResponseHeader = defineHeader('RecallMessageResponseHeader', {
  msgId: text(),
  msgRegion: optional(text('MSG_REGION')),
});
export type RecallMessageResponseHeader = HeaderOf<typeof RecallMessageResponseHeader>;
