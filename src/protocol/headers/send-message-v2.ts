import {
  type HeaderCodec,
  type HeaderOf,
  bool,
  defineHeader,
  int,
  long,
  optional,
  text,
  withWriters,
} from '../header-codec.js';
import { SendMessageV2Writers } from './send-message-v2-writers.js';

const table = defineHeader('SendMessageV2RequestHeader', {
  producerGroup: text('a'),
  topic: text('b'),
  defaultTopic: text('c'),
  defaultTopicQueueNums: int('d'),
  queueId: int('e'),
  sysFlag: int('f'),
  bornTimestamp: long('g'),
  flag: int('h'),
  properties: optional(text('i')),
  reconsumeTimes: optional(int('j')),
  unitMode: optional(bool('k')),
  maxReconsumeTimes: optional(int('l')),
  batch: optional(bool('m')),
  bname: optional(text('n')),
  ns: optional(text()),
  nsd: optional(bool()),
  lo: optional(bool()),
});
export type SendMessageV2RequestHeader = HeaderOf<typeof table>;

/**
 * SEND_MESSAGE_V2 (310), SEND_BATCH_MESSAGE (320) and SEND_REPLY_MESSAGE_V2 (325); the body is the message's, or a batch
 * (wire.md section 5.2). The wire has one-letter names; the properties are those of the first version.
 *
 * | key | property                | type    | meaning                                               |
 * | --- | ----------------------- | ------- | ----------------------------------------------------- |
 * | `a` | `producerGroup`         | text!   |                                                       |
 * | `b` | `topic`                 | text!   |                                                       |
 * | `c` | `defaultTopic`          | text!   | template for creating the topic, `TBW102`             |
 * | `d` | `defaultTopicQueueNums` | int!    |                                                       |
 * | `e` | `queueId`               | int!    | negative: the broker picks one                        |
 * | `f` | `sysFlag`               | int!    | see `SysFlag`                                         |
 * | `g` | `bornTimestamp`         | long!   | ms since the epoch                                    |
 * | `h` | `flag`                  | int!    | the application's own                                 |
 * | `i` | `properties`            | text    | see `encodeProperties`                                |
 * | `j` | `reconsumeTimes`        | int     | to `%RETRY%` topics only                              |
 * | `k` | `unitMode`              | boolean |                                                       |
 * | `l` | `maxReconsumeTimes`     | int     | to `%RETRY%` topics only                              |
 * | `m` | `batch`                 | boolean | true is what makes it a batch, not the code           |
 * | `n` | `bname`                 | text    | broker name                                           |
 *
 * Every message passes through this header, so it has writers of its own.
 *
 * Java `remoting/…/header/SendMessageRequestHeaderV2`.
 */
export const SendMessageV2RequestHeader: HeaderCodec<SendMessageV2RequestHeader> = withWriters(
  table,
  () => new SendMessageV2Writers(),
);

/**
 * The answer to every kind of send, filled for codes 0, 10, 11 and 12.
 *
 * | field           | type  | meaning                                                                        |
 * | --------------- | ----- | ------------------------------------------------------------------------------ |
 * | `msgId`         | text! | offset message id; a comma list for a batch that is stored as single messages  |
 * | `queueId`       | int!  |                                                                                |
 * | `queueOffset`   | long! | of the first message; of the half message for a transaction                    |
 * | `transactionId` | text  | the message's UNIQ_KEY; absent from 4.9                                        |
 * | `batchUniqId`   | text  | batch stored as one record                                                     |
 * | `recallHandle`  | text  | timed messages, 5.3.2 and newer                                                |
 * | `MSG_REGION`    | text  | `msgRegion`: for the trace                                                     |
 * | `TRACE_ON`      | text  | `traceOn`: `false` switches the trace off                                      |
 *
 * Java `remoting/…/header/SendMessageResponseHeader`.
 */
export const SendMessageV2ResponseHeader = defineHeader('SendMessageV2ResponseHeader', {
  msgId: text(),
  queueId: int(),
  queueOffset: long(),
  transactionId: optional(text()),
  batchUniqId: optional(text()),
  recallHandle: optional(text()),
  msgRegion: optional(text('MSG_REGION')),
  traceOn: optional(text('TRACE_ON')),
});
export type SendMessageV2ResponseHeader = HeaderOf<typeof SendMessageV2ResponseHeader>;
