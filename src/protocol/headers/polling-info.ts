import { type HeaderOf, defineHeader, int, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * POLLING_INFO (200055): how many pops of a group the broker holds (wire.md section 5.8).
 *
 * | field           | type  | meaning                                 |
 * | --------------- | ----- | --------------------------------------- |
 * | `consumerGroup` | text! |                                         |
 * | `topic`         | text! |                                         |
 * | `queueId`       | int!  | as the pops have it: -1 is a key itself |
 *
 * Java `remoting/…/header/PollingInfoRequestHeader`.
 */
export const PollingInfoRequestHeader = defineHeader('PollingInfoRequestHeader', {
  consumerGroup: text(),
  topic: text(),
  queueId: int(),
  ...topicFields,
});
export type PollingInfoRequestHeader = HeaderOf<typeof PollingInfoRequestHeader>;

export const PollingInfoResponseHeader = defineHeader('PollingInfoResponseHeader', { pollingNum: int() });
export type PollingInfoResponseHeader = HeaderOf<typeof PollingInfoResponseHeader>;
