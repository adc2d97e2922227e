import { type HeaderOf, defineHeader, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * DELETE_TOPIC_IN_BROKER (215), to every master that has it (wire.md section 5.9).
 *
 * | field   | type  |
 * | ------- | ----- |
 * | `topic` | text! |
 *
 * Java `remoting/…/header/DeleteTopicRequestHeader`.
 */
export const DeleteTopicRequestHeader = defineHeader('DeleteTopicRequestHeader', {
  topic: text(),
  ...topicFields,
});
export type DeleteTopicRequestHeader = HeaderOf<typeof DeleteTopicRequestHeader>;
