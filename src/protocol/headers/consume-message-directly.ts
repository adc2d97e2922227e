import { type HeaderOf, defineHeader, int, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * CONSUME_MESSAGE_DIRECTLY (309), from an administrator, and the same from the broker to the client, then with the stored
 * record as its body: run the listener on this message (wire.md sections 5.10 and 6). Answered with
 * `ConsumeMessageDirectlyResult`.
 *
 * | field           | type  | meaning                                                    |
 * | --------------- | ----- | ---------------------------------------------------------- |
 * | `consumerGroup` | text! |                                                            |
 * | `clientId`      | text  |                                                            |
 * | `msgId`         | text  | the offset message id                                      |
 * | `brokerName`    | text  | set by the broker                                          |
 * | `topic`         | text  |                                                            |
 * | `topicSysFlag`  | int   | set by the broker, 5.0 and newer                           |
 * | `groupSysFlag`  | int   | set by the broker, 5.0 and newer                           |
 *
 * Java `remoting/…/header/ConsumeMessageDirectlyResultRequestHeader`.
 */
export const ConsumeMessageDirectlyResultRequestHeader = defineHeader(
  'ConsumeMessageDirectlyResultRequestHeader',
  {
    consumerGroup: text(),
    clientId: optional(text()),
    msgId: optional(text()),
    brokerName: optional(text()),
    topic: optional(text()),
    topicSysFlag: optional(int()),
    groupSysFlag: optional(int()),
    ...topicFields,
  },
);
export type ConsumeMessageDirectlyResultRequestHeader = HeaderOf<
  typeof ConsumeMessageDirectlyResultRequestHeader
>;
