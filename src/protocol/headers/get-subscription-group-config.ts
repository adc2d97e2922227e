import { type HeaderOf, defineHeader, text } from '../header-codec.js';
import { rpcFields } from './cross-cutting-fields.js';

/**
 * GET_SUBSCRIPTIONGROUP_CONFIG (352); the answer's body is `SubscriptionGroupConfig` (wire.md section 5.9).
 *
 * | field   | type  |
 * | ------- | ----- |
 * | `group` | text! |
 *
 * Java `remoting/…/header/GetSubscriptionGroupConfigRequestHeader`.
 */
export const GetSubscriptionGroupConfigRequestHeader = defineHeader(
  'GetSubscriptionGroupConfigRequestHeader',
  {
    group: text(),
    ...rpcFields,
  },
);
export type GetSubscriptionGroupConfigRequestHeader = HeaderOf<
  typeof GetSubscriptionGroupConfigRequestHeader
>;
