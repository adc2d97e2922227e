import { type HeaderOf, defineHeader, text } from '../header-codec.js';

/**
 * VIEW_BROKER_STATS_DATA (315); the answer's body is `BrokerStatsData` (wire.md section 5.10, behaviour.md section 7.4).
 *
 * | field       | type  | meaning                                 |
 * | ----------- | ----- | --------------------------------------- |
 * | `statsName` | text! | `TOPIC_PUT_NUMS`, `GROUP_GET_NUMS`, ... |
 * | `statsKey`  | text! | topic, `topic@group`, or cluster        |
 *
 * Java `remoting/…/header/ViewBrokerStatsDataRequestHeader`.
 */
export const ViewBrokerStatsDataRequestHeader = defineHeader('ViewBrokerStatsDataRequestHeader', {
  statsName: text(),
  statsKey: text(),
});
export type ViewBrokerStatsDataRequestHeader = HeaderOf<typeof ViewBrokerStatsDataRequestHeader>;
