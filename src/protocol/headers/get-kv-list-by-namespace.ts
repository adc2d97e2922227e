import { type HeaderOf, defineHeader, text } from '../header-codec.js';

/**
 * GET_KVLIST_BY_NAMESPACE (219), to a name server; the answer's body is `KVTable` (wire.md section 5.1).
 *
 * | field       | type  |
 * | ----------- | ----- |
 * | `namespace` | text! |
 *
 * Java `remoting/…/header/namesrv/GetKVListByNamespaceRequestHeader`.
 */
export const GetKVListByNamespaceRequestHeader = defineHeader('GetKVListByNamespaceRequestHeader', {
  namespace: text(),
});
export type GetKVListByNamespaceRequestHeader = HeaderOf<typeof GetKVListByNamespaceRequestHeader>;
