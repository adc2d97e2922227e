import { type HeaderOf, defineHeader, text } from '../header-codec.js';

/**
 * AUTH_CREATE_USER (3001); the body is `UserInfo` (wire.md section 5.11).
 *
 * | field      | type  |
 * | ---------- | ----- |
 * | `username` | text! |
 *
 * Java `remoting/…/header/CreateUserRequestHeader`.
 */
export const CreateUserRequestHeader = defineHeader('CreateUserRequestHeader', {
  username: text(),
});
export type CreateUserRequestHeader = HeaderOf<typeof CreateUserRequestHeader>;
