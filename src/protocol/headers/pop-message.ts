import { type HeaderOf, bool, defineHeader, int, long, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * POP_MESSAGE (200050): takes messages and hides them from the rest of the group for a while (wire.md section 5.8).
 *
 * | field           | type    | meaning                                                                                |
 * | --------------- | ------- | -------------------------------------------------------------------------------------- |
 * | `consumerGroup` | text!   |                                                                                        |
 * | `topic`         | text!   |                                                                                        |
 * | `queueId`       | int!    | -1: any queue of the broker                                                            |
 * | `maxMsgNums`    | int!    | at most 32                                                                             |
 * | `invisibleTime` | long!   | how long the messages are hidden, in milliseconds                                      |
 * | `pollTime`      | long!   | how long the broker may hold the request, in milliseconds; 0: not at all               |
 * | `bornTime`      | long!   | the client's clock; brokers take 0 for "now", unless they authorize (5.3.0 and newer)   |
 * | `initMode`      | int!    | where a group without an offset begins, see `ConsumeInitMode`                          |
 * | `expType`       | text    | `TAG` or `SQL92`                                                                       |
 * | `exp`           | text    | filter expression; absent: everything                                                  |
 * | `order`         | boolean | one batch of a queue at a time, in order; absent false                                 |
 * | `attemptId`     | text    | of an ordered pop: the same again receives the same messages again                     |
 *
 * Java `remoting/…/header/PopMessageRequestHeader`.
 */
export const PopMessageRequestHeader = defineHeader('PopMessageRequestHeader', {
  consumerGroup: text(),
  topic: text(),
  queueId: int(),
  maxMsgNums: int(),
  invisibleTime: long(),
  pollTime: long(),
  bornTime: long(),
  initMode: int(),
  expType: optional(text()),
  exp: optional(text()),
  order: optional(bool()),
  attemptId: optional(text()),
  ...topicFields,
});
export type PopMessageRequestHeader = HeaderOf<typeof PopMessageRequestHeader>;

/** Where a group begins that has no offset (Java `ConsumeInitMode`). */
export const ConsumeInitMode = { MIN: 0, MAX: 1 } as const;
export type ConsumeInitMode = (typeof ConsumeInitMode)[keyof typeof ConsumeInitMode];

/**
 * The answer of POP_MESSAGE with codes 0, 209 and 210, all zeros with a refusal; the body with 0 is stored messages. Also
 * the answer of PEEK_MESSAGE (200052), which sets `restNum` only.
 *
 * | field             | type  | meaning                                                                              |
 * | ----------------- | ----- | ------------------------------------------------------------------------------------ |
 * | `popTime`         | long! | when they were taken, by the broker's clock                                          |
 * | `invisibleTime`   | long! | as asked for                                                                         |
 * | `reviveQid`       | int!  | part of the receipt handles; {@link orderedReviveQueueId} of an ordered pop          |
 * | `restNum`         | long! | messages that are left in the queues looked at                                       |
 * | `startOffsetInfo` | text  | see `parseStartOffsetInfo`                                                           |
 * | `msgOffsetInfo`   | text  | see `parseMsgOffsetInfo`                                                             |
 * | `orderCountInfo`  | text  | of an ordered pop, see `parseOrderCountInfo`                                         |
 *
 * Java `remoting/…/header/PopMessageResponseHeader`.
 */
export const PopMessageResponseHeader = defineHeader('PopMessageResponseHeader', {
  popTime: long(),
  invisibleTime: long(),
  reviveQid: int(),
  restNum: long(),
  startOffsetInfo: optional(text()),
  msgOffsetInfo: optional(text()),
  orderCountInfo: optional(text()),
});
export type PopMessageResponseHeader = HeaderOf<typeof PopMessageResponseHeader>;

/** `reviveQid` of what was popped in order (Java `KeyBuilder.POP_ORDER_REVIVE_QUEUE`). */
export const orderedReviveQueueId = 999;
