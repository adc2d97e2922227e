import { type HeaderOf, bool, defineHeader, int, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * UPDATE_AND_CREATE_TOPIC (17), to every master of a cluster (wire.md sections 5.9 and 9.3).
 *
 * | field             | type    | meaning                                                     |
 * | ----------------- | ------- | ----------------------------------------------------------- |
 * | `topic`           | text!   |                                                             |
 * | `defaultTopic`    | text!   | any, Java sends `TBW102`                                    |
 * | `readQueueNums`   | int!    |                                                             |
 * | `writeQueueNums`  | int!    |                                                             |
 * | `perm`            | int!    | see `Permission`                                            |
 * | `topicFilterType` | text!   | `SINGLE_TAG` or `MULTI_TAG`                                 |
 * | `topicSysFlag`    | int     |                                                             |
 * | `order`           | boolean!|                                                             |
 * | `attributes`      | text    | `+message.type=FIFO,+queue.type=SimpleCQ`, signs first      |
 * | `force`           | boolean |                                                             |
 *
 * Java `remoting/…/header/CreateTopicRequestHeader`.
 */
export const CreateTopicRequestHeader = defineHeader('CreateTopicRequestHeader', {
  topic: text(),
  defaultTopic: text(),
  readQueueNums: int(),
  writeQueueNums: int(),
  perm: int(),
  topicFilterType: text(),
  topicSysFlag: optional(int()),
  order: bool(),
  attributes: optional(text()),
  force: optional(bool()),
  ...topicFields,
});
export type CreateTopicRequestHeader = HeaderOf<typeof CreateTopicRequestHeader>;
