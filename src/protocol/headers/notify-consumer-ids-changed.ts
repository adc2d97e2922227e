import { type HeaderOf, defineHeader, text } from '../header-codec.js';
import { rpcFields } from './cross-cutting-fields.js';

/**
 * NOTIFY_CONSUMER_IDS_CHANGED (40), from a broker, oneway: rebalance now (wire.md section 6).
 *
 * | field           | type  | meaning |
 * | --------------- | ----- | ------- |
 * | `consumerGroup` | text! |         |
 *
 * Java `remoting/…/header/NotifyConsumerIdsChangedRequestHeader`.
 */
export const NotifyConsumerIdsChangedRequestHeader = defineHeader('NotifyConsumerIdsChangedRequestHeader', {
  consumerGroup: text(),
  ...rpcFields,
});
export type NotifyConsumerIdsChangedRequestHeader = HeaderOf<typeof NotifyConsumerIdsChangedRequestHeader>;
