import { type HeaderOf, defineHeader, text } from '../header-codec.js';

/**
 * AUTH_DELETE_USER (3003) (wire.md section 5.11).
 *
 * | field      | type  |
 * | ---------- | ----- |
 * | `username` | text! |
 *
 * Java `remoting/…/header/DeleteUserRequestHeader`.
 */
export const DeleteUserRequestHeader = defineHeader('DeleteUserRequestHeader', {
  username: text(),
});
export type DeleteUserRequestHeader = HeaderOf<typeof DeleteUserRequestHeader>;
