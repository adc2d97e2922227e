import { type HeaderOf, defineHeader, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * DELETE_TOPIC_IN_NAMESRV (216), at this name server only (wire.md section 5.1).
 *
 * | field         | type  | meaning                                   |
 * | ------------- | ----- | ----------------------------------------- |
 * | `topic`       | text! |                                           |
 * | `clusterName` | text  | brokers of this cluster only; absent: all |
 *
 * Java `remoting/…/header/namesrv/DeleteTopicFromNamesrvRequestHeader`.
 */
export const DeleteTopicFromNamesrvRequestHeader = defineHeader('DeleteTopicFromNamesrvRequestHeader', {
  topic: text(),
  clusterName: optional(text()),
  ...topicFields,
});
export type DeleteTopicFromNamesrvRequestHeader = HeaderOf<typeof DeleteTopicFromNamesrvRequestHeader>;
