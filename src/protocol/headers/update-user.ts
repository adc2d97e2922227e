import { type HeaderOf, defineHeader, text } from '../header-codec.js';

/**
 * AUTH_UPDATE_USER (3002); the body is `UserInfo`, with what is to change (wire.md section 5.11).
 *
 * | field      | type  |
 * | ---------- | ----- |
 * | `username` | text! |
 *
 * Java `remoting/…/header/UpdateUserRequestHeader`.
 */
export const UpdateUserRequestHeader = defineHeader('UpdateUserRequestHeader', {
  username: text(),
});
export type UpdateUserRequestHeader = HeaderOf<typeof UpdateUserRequestHeader>;
