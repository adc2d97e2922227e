import { type HeaderOf, defineHeader, text } from '../header-codec.js';
import { rpcFields } from './cross-cutting-fields.js';

/**
 * GET_CONSUMER_LIST_BY_GROUP (38): the client ids connected to this broker, as `ConsumerList`; code 1 when there are none
 * (wire.md section 5.4).
 *
 * | field           | type  | meaning |
 * | --------------- | ----- | ------- |
 * | `consumerGroup` | text! |         |
 *
 * Java `remoting/…/header/GetConsumerListByGroupRequestHeader`.
 */
export const GetConsumerListByGroupRequestHeader = defineHeader('GetConsumerListByGroupRequestHeader', {
  consumerGroup: text(),
  ...rpcFields,
});
export type GetConsumerListByGroupRequestHeader = HeaderOf<typeof GetConsumerListByGroupRequestHeader>;
