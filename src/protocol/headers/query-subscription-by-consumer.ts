import { type HeaderOf, defineHeader, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * QUERY_SUBSCRIPTION_BY_CONSUMER (345); the answer's body is `QuerySubscriptionResponseBody` (wire.md section 5.10).
 *
 * | field   | type  |
 * | ------- | ----- |
 * | `group` | text! |
 * | `topic` | text  |
 *
 * Java `remoting/…/header/QuerySubscriptionByConsumerRequestHeader`.
 */
export const QuerySubscriptionByConsumerRequestHeader = defineHeader(
  'QuerySubscriptionByConsumerRequestHeader',
  {
    group: text(),
    topic: optional(text()),
    ...topicFields,
  },
);
export type QuerySubscriptionByConsumerRequestHeader = HeaderOf<
  typeof QuerySubscriptionByConsumerRequestHeader
>;
