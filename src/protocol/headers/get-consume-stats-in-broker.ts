import { type HeaderOf, bool, defineHeader } from '../header-codec.js';

/**
 * GET_BROKER_CONSUME_STATS (317); the answer's body is `ConsumeStatsList` (wire.md section 5.10).
 *
 * | field     | type     | meaning           |
 * | --------- | -------- | ----------------- |
 * | `isOrder` | boolean! | order topics only |
 *
 * Java `remoting/…/header/GetConsumeStatsInBrokerHeader`.
 */
export const GetConsumeStatsInBrokerHeader = defineHeader('GetConsumeStatsInBrokerHeader', {
  isOrder: bool(),
});
export type GetConsumeStatsInBrokerHeader = HeaderOf<typeof GetConsumeStatsInBrokerHeader>;
