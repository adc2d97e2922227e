import { type HeaderOf, bool, defineHeader, optional, text } from '../header-codec.js';
import { rpcFields } from './cross-cutting-fields.js';

/**
 * DELETE_SUBSCRIPTIONGROUP (207) (wire.md section 5.9).
 *
 * | field          | type    | meaning                              |
 * | -------------- | ------- | ------------------------------------ |
 * | `groupName`    | text!   |                                      |
 * | `cleanOffset`  | boolean | its committed offsets go too         |
 * | `removeOffset` | boolean | the same, as clients of 4.9 spell it |
 *
 * Java `remoting/…/header/DeleteSubscriptionGroupRequestHeader`.
 */
export const DeleteSubscriptionGroupRequestHeader = defineHeader('DeleteSubscriptionGroupRequestHeader', {
  groupName: text(),
  cleanOffset: optional(bool()),
  removeOffset: optional(bool()),
  ...rpcFields,
});
export type DeleteSubscriptionGroupRequestHeader = HeaderOf<typeof DeleteSubscriptionGroupRequestHeader>;
