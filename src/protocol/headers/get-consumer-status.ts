import { type HeaderOf, defineHeader, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * INVOKE_BROKER_TO_GET_CONSUMER_STATUS (223), from an administrator, and GET_CONSUMER_STATUS_FROM_CLIENT (221), from a broker
 * to a member of the group: the offsets that its members would commit (wire.md sections 5.10 and 6). Answered with
 * `GetConsumerStatusBody`.
 *
 * | field        | type  | meaning                                                                             |
 * | ------------ | ----- | ----------------------------------------------------------------------------------- |
 * | `topic`      | text! |                                                                                     |
 * | `group`      | text! |                                                                                     |
 * | `clientAddr` | text  | a client's id, despite the name; absent: all members. Brokers do not send it        |
 *
 * Java `remoting/…/header/GetConsumerStatusRequestHeader`.
 */
export const GetConsumerStatusRequestHeader = defineHeader('GetConsumerStatusRequestHeader', {
  topic: text(),
  group: text(),
  clientAddr: optional(text()),
  ...topicFields,
});
export type GetConsumerStatusRequestHeader = HeaderOf<typeof GetConsumerStatusRequestHeader>;
