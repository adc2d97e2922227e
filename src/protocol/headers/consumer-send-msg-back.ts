import { type HeaderOf, bool, defineHeader, int, long, optional, text } from '../header-codec.js';
import { rpcFields } from './cross-cutting-fields.js';

/**
 * CONSUMER_SEND_MSG_BACK (36), to the broker the message came from: deliver it again later, or to the dead letters
 * (wire.md section 5.6).
 *
 * | field               | type    | meaning                                                                  |
 * | ------------------- | ------- | ------------------------------------------------------------------------ |
 * | `offset`            | long!   | the commit-log offset, not the queue offset                              |
 * | `group`             | text!   |                                                                          |
 * | `delayLevel`        | int!    | 0: the broker takes 3 + reconsumeTimes; negative: dead letter            |
 * | `originMsgId`       | text    |                                                                          |
 * | `originTopic`       | text    |                                                                          |
 * | `unitMode`          | boolean |                                                                          |
 * | `maxReconsumeTimes` | int     |                                                                          |
 *
 * Java `remoting/…/header/ConsumerSendMsgBackRequestHeader`.
 */
export const ConsumerSendMsgBackRequestHeader = defineHeader('ConsumerSendMsgBackRequestHeader', {
  offset: long(),
  group: text(),
  delayLevel: int(),
  originMsgId: optional(text()),
  originTopic: optional(text()),
  unitMode: optional(bool()),
  maxReconsumeTimes: optional(int()),
  ...rpcFields,
});
export type ConsumerSendMsgBackRequestHeader = HeaderOf<typeof ConsumerSendMsgBackRequestHeader>;
