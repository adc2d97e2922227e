import { type HeaderOf, bool, defineHeader, optional, text } from '../header-codec.js';
import { topicFields } from './cross-cutting-fields.js';

/**
 * GET_ROUTEINFO_BY_TOPIC (105), to a name server; the answer's body is `TopicRouteData` (wire.md section 5.1).
 *
 * | field                    | type    | meaning                                                        |
 * | ------------------------ | ------- | -------------------------------------------------------------- |
 * | `topic`                  | text!   |                                                                |
 * | `acceptStandardJsonOnly` | boolean | quoted keys in the answer; a version of 401 and more does too  |
 *
 * Java `remoting/…/header/namesrv/GetRouteInfoRequestHeader`.
 */
export const GetRouteInfoRequestHeader = defineHeader('GetRouteInfoRequestHeader', {
  topic: text(),
  acceptStandardJsonOnly: optional(bool()),
  ...topicFields,
});
export type GetRouteInfoRequestHeader = HeaderOf<typeof GetRouteInfoRequestHeader>;
