import { type HeaderOf, defineHeader, int, long, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * PULL_MESSAGE (11) and LITE_PULL_MESSAGE (361) (wire.md section 5.3).
 *
 * | field                  | type  | meaning                                                               |
 * | ---------------------- | ----- | --------------------------------------------------------------------- |
 * | `consumerGroup`        | text! |                                                                       |
 * | `topic`                | text! |                                                                       |
 * | `queueId`              | int!  |                                                                       |
 * | `queueOffset`          | long! | first offset wanted                                                   |
 * | `maxMsgNums`           | int!  |                                                                       |
 * | `sysFlag`              | int!  | see `PullSysFlag`                                                     |
 * | `commitOffset`         | long! | stored as the group's offset when `sysFlag` says so                   |
 * | `suspendTimeoutMillis` | long! | how long the broker may hold the request                              |
 * | `subscription`         | text  | filter expression, with `SUBSCRIPTION` in `sysFlag`                   |
 * | `subVersion`           | long! | compared with that of the heartbeat                                   |
 * | `expressionType`       | text  | `TAG` or `SQL92`                                                      |
 * | `maxMsgBytes`          | int   | 5.x                                                                   |
 *
 * Java `remoting/…/header/PullMessageRequestHeader`; its fields for proxies are left out.
 */
export const PullMessageRequestHeader = defineHeader('PullMessageRequestHeader', {
  consumerGroup: text(),
  topic: text(),
  queueId: int(),
  queueOffset: long(),
  maxMsgNums: int(),
  sysFlag: int(),
  commitOffset: long(),
  suspendTimeoutMillis: long(),
  subscription: optional(text()),
  subVersion: long(),
  expressionType: optional(text()),
  maxMsgBytes: optional(int()),
  ...topicFields,
});
export type PullMessageRequestHeader = HeaderOf<typeof PullMessageRequestHeader>;

/**
 * The answer with codes 0, 19, 20 and 21; the body with 0 is stored messages.
 *
 * | field                  | type  | meaning                                                               |
 * | ---------------------- | ----- | --------------------------------------------------------------------- |
 * | `suggestWhichBrokerId` | long! | broker id for the next pull of this queue; 0 is the master            |
 * | `nextBeginOffset`      | long! | where to go on, also when everything was filtered away                |
 * | `minOffset`            | long! |                                                                       |
 * | `maxOffset`            | long! |                                                                       |
 * | `offsetDelta`          | long  | static topics: added to the queue offset of each message              |
 * | `topicSysFlag`         | int   |                                                                       |
 * | `groupSysFlag`         | int   |                                                                       |
 * | `forbiddenType`        | int   | with code 16: 1 broker, 2 group, 3 topic, 4 broadcast, 5 subscription |
 *
 * Java `remoting/…/header/PullMessageResponseHeader`.
 */
export const PullMessageResponseHeader = defineHeader('PullMessageResponseHeader', {
  suggestWhichBrokerId: long(),
  nextBeginOffset: long(),
  minOffset: long(),
  maxOffset: long(),
  offsetDelta: optional(long()),
  topicSysFlag: optional(int()),
  groupSysFlag: optional(int()),
  forbiddenType: optional(int()),
});
export type PullMessageResponseHeader = HeaderOf<typeof PullMessageResponseHeader>;
