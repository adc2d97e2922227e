import { type HeaderOf, defineHeader, text } from '../header-codec.js';
import { rpcFields } from './cross-cutting-fields.js';

/**
 * GET_PRODUCER_CONNECTION_LIST (204); the answer's body is `ProducerConnection` (wire.md section 5.10).
 *
 * | field           | type  |
 * | --------------- | ----- |
 * | `producerGroup` | text! |
 *
 * Java `remoting/…/header/GetProducerConnectionListRequestHeader`.
 */
export const GetProducerConnectionListRequestHeader = defineHeader('GetProducerConnectionListRequestHeader', {
  producerGroup: text(),
  ...rpcFields,
});
export type GetProducerConnectionListRequestHeader = HeaderOf<typeof GetProducerConnectionListRequestHeader>;
