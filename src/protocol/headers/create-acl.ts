import { type HeaderOf, defineHeader, text } from '../header-codec.js';

/**
 * AUTH_CREATE_ACL (3006); the body is `AclInfo` (wire.md section 5.11).
 *
 * | field     | type  | meaning            |
 * | --------- | ----- | ------------------ |
 * | `subject` | text! | `User:` and a name |
 *
 * Java `remoting/…/header/CreateAclRequestHeader`.
 */
export const CreateAclRequestHeader = defineHeader('CreateAclRequestHeader', {
  subject: text(),
});
export type CreateAclRequestHeader = HeaderOf<typeof CreateAclRequestHeader>;
