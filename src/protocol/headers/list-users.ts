import { type HeaderOf, defineHeader, optional, text } from '../header-codec.js';

/**
 * AUTH_LIST_USER (3005); the answer's body is a list of `UserInfo`, none when it would be empty (wire.md section 5.11).
 *
 * | field    | type  | meaning          |
 * | -------- | ----- | ---------------- |
 * | `filter` | text  | part of the name |
 *
 * Java `remoting/…/header/ListUsersRequestHeader`.
 */
export const ListUsersRequestHeader = defineHeader('ListUsersRequestHeader', {
  filter: optional(text()),
});
export type ListUsersRequestHeader = HeaderOf<typeof ListUsersRequestHeader>;
