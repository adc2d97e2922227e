import { type HeaderOf, defineHeader, text } from '../header-codec.js';

/**
 * The answer to GET_BROKER_CONFIG (26), whose request has no header; its body is text, see `decodeConfigText` (wire.md section 5.10).
 *
 * | field     | type  | meaning                 |
 * | --------- | ----- | ----------------------- |
 * | `version` | text! | a `DataVersion` as JSON |
 *
 * Java `remoting/…/header/GetBrokerConfigResponseHeader`.
 */
export const GetBrokerConfigResponseHeader = defineHeader('GetBrokerConfigResponseHeader', {
  version: text(),
});
export type GetBrokerConfigResponseHeader = HeaderOf<typeof GetBrokerConfigResponseHeader>;
