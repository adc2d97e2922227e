import { type HeaderOf, bool, defineHeader, optional, text } from '../header-codec.js';
import { rpcFields } from './cross-cutting-fields.js';

/**
 * CLONE_GROUP_OFFSET (314): gives a group the offsets of another one (wire.md section 5.10).
 *
 * | field       | type    | meaning                                           |
 * | ----------- | ------- | ------------------------------------------------- |
 * | `srcGroup`  | text!   |                                                   |
 * | `destGroup` | text!   |                                                   |
 * | `topic`     | text    | absent: all in which the group has committed      |
 * | `offline`   | boolean | topics that the source has not subscribed to, too |
 *
 * Java `remoting/…/header/CloneGroupOffsetRequestHeader`.
 */
export const CloneGroupOffsetRequestHeader = defineHeader('CloneGroupOffsetRequestHeader', {
  srcGroup: text(),
  destGroup: text(),
  topic: optional(text()),
  offline: optional(bool()),
  ...rpcFields,
});
export type CloneGroupOffsetRequestHeader = HeaderOf<typeof CloneGroupOffsetRequestHeader>;
