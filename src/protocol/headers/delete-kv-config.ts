import { type HeaderOf, defineHeader, text } from '../header-codec.js';

/**
 * DELETE_KV_CONFIG (102), at this name server only (wire.md section 5.1).
 *
 * | field       | type  |
 * | ----------- | ----- |
 * | `namespace` | text! |
 * | `key`       | text! |
 *
 * Java `remoting/…/header/namesrv/DeleteKVConfigRequestHeader`.
 */
export const DeleteKVConfigRequestHeader = defineHeader('DeleteKVConfigRequestHeader', {
  namespace: text(),
  key: text(),
});
export type DeleteKVConfigRequestHeader = HeaderOf<typeof DeleteKVConfigRequestHeader>;
