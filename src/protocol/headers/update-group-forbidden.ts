import { type HeaderOf, bool, defineHeader, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * UPDATE_AND_GET_GROUP_FORBIDDEN (353); the answer's body is `GroupForbidden` (wire.md section 5.9).
 *
 * | field      | type    | meaning                    |
 * | ---------- | ------- | -------------------------- |
 * | `group`    | text!   |                            |
 * | `topic`    | text!   |                            |
 * | `readable` | boolean | absent: nothing is changed |
 *
 * Java `remoting/…/header/UpdateGroupForbiddenRequestHeader`.
 */
export const UpdateGroupForbiddenRequestHeader = defineHeader('UpdateGroupForbiddenRequestHeader', {
  group: text(),
  topic: text(),
  readable: optional(bool()),
  ...topicFields,
});
export type UpdateGroupForbiddenRequestHeader = HeaderOf<typeof UpdateGroupForbiddenRequestHeader>;
