import { type HeaderOf, bool, defineHeader, int, long, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * INVOKE_BROKER_TO_RESET_OFFSET (222), from an administrator, and RESET_CONSUMER_CLIENT_OFFSET (220), from a broker to the
 * members of the group, oneway (wire.md sections 5.10 and 6). Answer to the first and body of the second: `ResetOffsetBody`.
 *
 * | field       | type     | meaning                                                                          |
 * | ----------- | -------- | -------------------------------------------------------------------------------- |
 * | `group`     | text!    |                                                                                  |
 * | `topic`     | text!    |                                                                                  |
 * | `queueId`   | int      | -1, or absent: every queue. Not before 5.0                                       |
 * | `offset`    | long     | -1, or absent: by `timestamp`. Not before 5.0                                    |
 * | `timestamp` | long!    | milliseconds since the epoch; -1: the end of the queue                           |
 * | `isForce`   | boolean! | also forward. Brokers send false to clients, whatever they were asked            |
 *
 * Java `remoting/…/header/ResetOffsetRequestHeader`.
 */
export const ResetOffsetRequestHeader = defineHeader('ResetOffsetRequestHeader', {
  group: text(),
  topic: text(),
  queueId: optional(int()),
  offset: optional(long()),
  timestamp: long(),
  isForce: bool(),
  ...topicFields,
});
export type ResetOffsetRequestHeader = HeaderOf<typeof ResetOffsetRequestHeader>;
