import { type HeaderOf, defineHeader, optional, text } from '../header-codec.js';

/**
 * GET_KV_CONFIG (101), to a name server (wire.md section 5.1).
 *
 * | field       | type  |
 * | ----------- | ----- |
 * | `namespace` | text! |
 * | `key`       | text! |
 *
 * Java `remoting/…/header/namesrv/GetKVConfigRequestHeader`.
 */
export const GetKVConfigRequestHeader = defineHeader('GetKVConfigRequestHeader', {
  namespace: text(),
  key: text(),
});
export type GetKVConfigRequestHeader = HeaderOf<typeof GetKVConfigRequestHeader>;

/**
 * | field   | type | meaning                                 |
 * | ------- | ---- | --------------------------------------- |
 * | `value` | text | absent when there is none, with code 22 |
 *
 * Java `remoting/…/header/namesrv/GetKVConfigResponseHeader`.
 */
export const GetKVConfigResponseHeader = defineHeader('GetKVConfigResponseHeader', {
  value: optional(text()),
});
export type GetKVConfigResponseHeader = HeaderOf<typeof GetKVConfigResponseHeader>;
