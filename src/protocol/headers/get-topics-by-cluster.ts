import { type HeaderOf, defineHeader, text } from '../header-codec.js';

/**
 * GET_TOPICS_BY_CLUSTER (224), to a name server; the answer's body is `TopicList` (wire.md section 5.1).
 *
 * | field     | type  |
 * | --------- | ----- |
 * | `cluster` | text! |
 *
 * Java `remoting/…/header/GetTopicsByClusterRequestHeader`.
 */
export const GetTopicsByClusterRequestHeader = defineHeader('GetTopicsByClusterRequestHeader', {
  cluster: text(),
});
export type GetTopicsByClusterRequestHeader = HeaderOf<typeof GetTopicsByClusterRequestHeader>;
