import { type HeaderOf, bool, defineHeader, optional, text } from '../header-codec.js';
import { rpcFields } from './cross-cutting-fields.js';

/**
 * GET_CONSUMER_RUNNING_INFO (307), from an administrator, and the same from the broker to the client: how a consumer is
 * (wire.md sections 5.10 and 6). Answered with `ConsumerRunningInfo`.
 *
 * | field           | type    | meaning                                   |
 * | --------------- | ------- | ----------------------------------------- |
 * | `consumerGroup` | text!   |                                           |
 * | `clientId`      | text!   |                                           |
 * | `jstackEnable`  | boolean | with the stacks of the client's threads   |
 *
 * Java `remoting/…/header/GetConsumerRunningInfoRequestHeader`.
 */
export const GetConsumerRunningInfoRequestHeader = defineHeader('GetConsumerRunningInfoRequestHeader', {
  consumerGroup: text(),
  clientId: text(),
  jstackEnable: optional(bool()),
  ...rpcFields,
});
export type GetConsumerRunningInfoRequestHeader = HeaderOf<typeof GetConsumerRunningInfoRequestHeader>;
