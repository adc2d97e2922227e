import { type HeaderOf, defineHeader, text } from '../header-codec.js';

/**
 * AUTH_GET_ACL (3009); the answer's body is `AclInfo`, none when the user has no rules (wire.md section 5.11).
 *
 * | field     | type  | meaning            |
 * | --------- | ----- | ------------------ |
 * | `subject` | text! | `User:` and a name |
 *
 * Java `remoting/…/header/GetAclRequestHeader`.
 */
export const GetAclRequestHeader = defineHeader('GetAclRequestHeader', {
  subject: text(),
});
export type GetAclRequestHeader = HeaderOf<typeof GetAclRequestHeader>;
