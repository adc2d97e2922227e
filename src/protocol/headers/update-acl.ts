import { type HeaderOf, defineHeader, text } from '../header-codec.js';

/**
 * AUTH_UPDATE_ACL (3007); the body is `AclInfo`, which is added to what is there (wire.md section 5.11).
 *
 * | field     | type  | meaning            |
 * | --------- | ----- | ------------------ |
 * | `subject` | text! | `User:` and a name |
 *
 * Java `remoting/…/header/UpdateAclRequestHeader`.
 */
export const UpdateAclRequestHeader = defineHeader('UpdateAclRequestHeader', {
  subject: text(),
});
export type UpdateAclRequestHeader = HeaderOf<typeof UpdateAclRequestHeader>;
