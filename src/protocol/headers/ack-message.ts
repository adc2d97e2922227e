import { type HeaderOf, defineHeader, int, long, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * ACK_MESSAGE (200051): one popped message is done (wire.md section 5.8). The answer has no header.
 *
 * | field           | type  | meaning                                                                       |
 * | --------------- | ----- | ----------------------------------------------------------------------------- |
 * | `consumerGroup` | text! |                                                                               |
 * | `topic`         | text! | where the message really is: the retry topic with retry mark 1 or 2           |
 * | `queueId`       | int!  |                                                                               |
 * | `extraInfo`     | text! | receipt handle, see `parseReceiptHandle`                                      |
 * | `offset`        | long! | `queueOffset` of the handle                                                   |
 *
 * Java `remoting/…/header/AckMessageRequestHeader`.
 */
export const AckMessageRequestHeader = defineHeader('AckMessageRequestHeader', {
  consumerGroup: text(),
  topic: text(),
  queueId: int(),
  extraInfo: text(),
  offset: long(),
  ...topicFields,
});
export type AckMessageRequestHeader = HeaderOf<typeof AckMessageRequestHeader>;
