import { type HeaderOf, defineHeader, optional, text } from '../header-codec.js';

/**
 * AUTH_DELETE_ACL (3008) (wire.md section 5.11).
 *
 * | field        | type  | meaning                               |
 * | ------------ | ----- | ------------------------------------- |
 * | `subject`    | text! | `User:` and a name                    |
 * | `resource`   | text  | absent, or not understood: everything |
 * | `policyType` | text  | absent: `Custom`                      |
 *
 * Java `remoting/…/header/DeleteAclRequestHeader`.
 */
export const DeleteAclRequestHeader = defineHeader('DeleteAclRequestHeader', {
  subject: text(),
  resource: optional(text()),
  policyType: optional(text()),
});
export type DeleteAclRequestHeader = HeaderOf<typeof DeleteAclRequestHeader>;
