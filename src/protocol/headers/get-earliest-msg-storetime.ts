import { type HeaderOf, defineHeader, int, long, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * GET_EARLIEST_MSG_STORETIME (32), wire.md section 5.4.
 *
 * | field     | type  | meaning |
 * | --------- | ----- | ------- |
 * | `topic`   | text! |         |
 * | `queueId` | int!  |         |
 *
 * Java `remoting/…/header/GetEarliestMsgStoretimeRequestHeader`.
 */
export const GetEarliestMsgStoretimeRequestHeader = defineHeader('GetEarliestMsgStoretimeRequestHeader', {
  topic: text(),
  queueId: int(),
  ...topicFields,
});
export type GetEarliestMsgStoretimeRequestHeader = HeaderOf<typeof GetEarliestMsgStoretimeRequestHeader>;

/** The answer: milliseconds since the epoch, -1 when the queue is empty. */
export const GetEarliestMsgStoretimeResponseHeader = defineHeader('GetEarliestMsgStoretimeResponseHeader', {
  timestamp: long(),
});
export type GetEarliestMsgStoretimeResponseHeader = HeaderOf<typeof GetEarliestMsgStoretimeResponseHeader>;
