import { type HeaderOf, defineHeader, text } from '../header-codec.js';
import { rpcFields } from './cross-cutting-fields.js';

/**
 * GET_CONSUMER_CONNECTION_LIST (203); the answer's body is `ConsumerConnection` (wire.md section 5.10).
 *
 * | field           | type  |
 * | --------------- | ----- |
 * | `consumerGroup` | text! |
 *
 * Java `remoting/…/header/GetConsumerConnectionListRequestHeader`.
 */
export const GetConsumerConnectionListRequestHeader = defineHeader('GetConsumerConnectionListRequestHeader', {
  consumerGroup: text(),
  ...rpcFields,
});
export type GetConsumerConnectionListRequestHeader = HeaderOf<typeof GetConsumerConnectionListRequestHeader>;
