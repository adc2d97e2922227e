import { type HeaderOf, bool, defineHeader, int, long, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * SEND_MESSAGE (10) and SEND_REPLY_MESSAGE (324), the first version of the header with names in full; the body is the
 * message's (wire.md section 5.2). The answer is that of the second version.
 *
 * | field                   | type    | meaning                                               |
 * | ----------------------- | ------- | ----------------------------------------------------- |
 * | `producerGroup`         | text!   |                                                       |
 * | `topic`                 | text!   |                                                       |
 * | `defaultTopic`          | text!   | template for creating the topic, `TBW102`             |
 * | `defaultTopicQueueNums` | int!    |                                                       |
 * | `queueId`               | int!    | negative: the broker picks one                        |
 * | `sysFlag`               | int!    | see `SysFlag`                                         |
 * | `bornTimestamp`         | long!   | ms since the epoch                                    |
 * | `flag`                  | int!    | the application's own                                 |
 * | `properties`            | text    | see `encodeProperties`                                |
 * | `reconsumeTimes`        | int     | to `%RETRY%` topics only                              |
 * | `unitMode`              | boolean |                                                       |
 * | `batch`                 | boolean | true is what makes it a batch, not the code           |
 * | `maxReconsumeTimes`     | int     | to `%RETRY%` topics only                              |
 *
 * Java `remoting/…/header/SendMessageRequestHeader`.
 */
export const SendMessageRequestHeader = defineHeader('SendMessageRequestHeader', {
  producerGroup: text(),
  topic: text(),
  defaultTopic: text(),
  defaultTopicQueueNums: int(),
  queueId: int(),
  sysFlag: int(),
  bornTimestamp: long(),
  flag: int(),
  properties: optional(text()),
  reconsumeTimes: optional(int()),
  unitMode: optional(bool()),
  batch: optional(bool()),
  maxReconsumeTimes: optional(int()),
  ...topicFields,
});
export type SendMessageRequestHeader = HeaderOf<typeof SendMessageRequestHeader>;
