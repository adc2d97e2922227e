import { type HeaderOf, defineHeader, text } from '../header-codec.js';

/**
 * PUT_KV_CONFIG (100): stores a value, at this name server only (wire.md section 5.1).
 *
 * | field       | type  |
 * | ----------- | ----- |
 * | `namespace` | text! |
 * | `key`       | text! |
 * | `value`     | text! |
 *
 * Java `remoting/…/header/namesrv/PutKVConfigRequestHeader`.
 */
export const PutKVConfigRequestHeader = defineHeader('PutKVConfigRequestHeader', {
  namespace: text(),
  key: text(),
  value: text(),
});
export type PutKVConfigRequestHeader = HeaderOf<typeof PutKVConfigRequestHeader>;
