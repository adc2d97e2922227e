import { type HeaderOf, bool, defineHeader, int, long, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * NOTIFICATION (200054): waits until there is something to pop, without taking it (wire.md section 5.8).
 *
 * | field           | type    | meaning                                                                 |
 * | --------------- | ------- | ----------------------------------------------------------------------- |
 * | `consumerGroup` | text!   |                                                                         |
 * | `topic`         | text!   |                                                                         |
 * | `queueId`       | int!    | -1: any queue of the broker                                             |
 * | `pollTime`      | long!   | how long the broker may hold the request, in milliseconds               |
 * | `bornTime`      | long!   | the client's clock, as of `PopMessageRequestHeader`                     |
 * | `order`         | boolean | what an ordered pop would get; absent false                             |
 * | `attemptId`     | text    | of the ordered pop                                                      |
 *
 * Java `remoting/…/header/NotificationRequestHeader`.
 */
export const NotificationRequestHeader = defineHeader('NotificationRequestHeader', {
  consumerGroup: text(),
  topic: text(),
  queueId: int(),
  pollTime: long(),
  bornTime: long(),
  order: optional(bool()),
  attemptId: optional(text()),
  ...topicFields,
});
export type NotificationRequestHeader = HeaderOf<typeof NotificationRequestHeader>;

/**
 * | field         | type     | meaning                                             |
 * | ------------- | -------- | --------------------------------------------------- |
 * | `hasMsg`      | boolean! | there was something when the answer was made        |
 * | `pollingFull` | boolean  | too many requests are held: this one was not        |
 *
 * Java `remoting/…/header/NotificationResponseHeader`.
 */
export const NotificationResponseHeader = defineHeader('NotificationResponseHeader', {
  hasMsg: bool(),
  pollingFull: optional(bool()),
});
export type NotificationResponseHeader = HeaderOf<typeof NotificationResponseHeader>;
