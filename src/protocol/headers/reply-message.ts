import { type HeaderOf, bool, defineHeader, int, long, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * PUSH_REPLY_MESSAGE_TO_CLIENT (326), from a broker: a reply to a request message of this client, which is found by the
 * property CORRELATION_ID; the body is the reply's, compressed if `sysFlag` says so (wire.md section 6). It is answered with
 * 0 even when nobody waits any more.
 *
 * | field                   | type    | meaning                                              |
 * | ----------------------- | ------- | ---------------------------------------------------- |
 * | `producerGroup`         | text!   | of who replies                                       |
 * | `topic`                 | text!   | `<cluster>_REPLY_TOPIC`                              |
 * | `defaultTopic`          | text!   |                                                      |
 * | `defaultTopicQueueNums` | int!    |                                                      |
 * | `queueId`               | int!    |                                                      |
 * | `sysFlag`               | int!    | see `SysFlag`                                        |
 * | `bornTimestamp`         | long!   | ms since the epoch                                   |
 * | `flag`                  | int!    | the application's own                                |
 * | `properties`            | text    | with PUSH_REPLY_TIME, see `encodeProperties`         |
 * | `reconsumeTimes`        | int     |                                                      |
 * | `unitMode`              | boolean |                                                      |
 * | `bornHost`              | text!   | `ip:port` of who replies, IPv6 without brackets      |
 * | `storeHost`             | text!   | `ip:port` of the broker, IPv6 without brackets       |
 * | `storeTimestamp`        | long!   | ms since the epoch                                   |
 *
 * Java `remoting/…/header/ReplyMessageRequestHeader`.
 */
export const ReplyMessageRequestHeader = defineHeader('ReplyMessageRequestHeader', {
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
  bornHost: text(),
  storeHost: text(),
  storeTimestamp: long(),
  ...topicFields,
});
export type ReplyMessageRequestHeader = HeaderOf<typeof ReplyMessageRequestHeader>;
