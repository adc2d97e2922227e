import { type HeaderOf, defineHeader, optional, text } from '../header-codec.js';

/**
 * AUTH_LIST_ACL (3010); the answer's body is a list of `AclInfo`, none when it would be empty (wire.md section 5.11).
 *
 * | field            | type  | meaning              |
 * | ---------------- | ----- | -------------------- |
 * | `subjectFilter`  | text  | part of the subject  |
 * | `resourceFilter` | text  | part of the resource |
 *
 * Java `remoting/…/header/ListAclsRequestHeader`.
 */
export const ListAclsRequestHeader = defineHeader('ListAclsRequestHeader', {
  subjectFilter: optional(text()),
  resourceFilter: optional(text()),
});
export type ListAclsRequestHeader = HeaderOf<typeof ListAclsRequestHeader>;
