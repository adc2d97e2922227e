import { type HeaderOf, defineHeader, text } from '../header-codec.js';

/**
 * AUTH_GET_USER (3004); the answer's body is `UserInfo`, none without such a user (wire.md section 5.11).
 *
 * | field      | type  |
 * | ---------- | ----- |
 * | `username` | text! |
 *
 * Java `remoting/…/header/GetUserRequestHeader`.
 */
export const GetUserRequestHeader = defineHeader('GetUserRequestHeader', {
  username: text(),
});
export type GetUserRequestHeader = HeaderOf<typeof GetUserRequestHeader>;
