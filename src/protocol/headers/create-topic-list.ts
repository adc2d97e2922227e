import { type HeaderOf, defineHeader } from '../header-codec.js';
import { rpcFields } from './cross-cutting-fields.js';

/**
 * UPDATE_AND_CREATE_TOPIC_LIST (18); the body is `CreateTopicListRequestBody` (wire.md section 5.9).
 *
 * Java `remoting/…/header/CreateTopicListRequestHeader`.
 */
export const CreateTopicListRequestHeader = defineHeader('CreateTopicListRequestHeader', {
  ...rpcFields,
});
export type CreateTopicListRequestHeader = HeaderOf<typeof CreateTopicListRequestHeader>;
