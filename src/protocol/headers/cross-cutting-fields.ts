import { bool, optional, text } from '../header-codec.js';

/**
 * Fields of Java's `RpcRequestHeader` (wire.md section 2.7): almost every request header has them.
 *
 * | field   | type    | meaning                                                                          |
 * | ------- | ------- | -------------------------------------------------------------------------------- |
 * | `ns`    | text    | namespace                                                                        |
 * | `nsd`   | boolean | true when `ns` is set                                                            |
 * | `bname` | text    | broker the request is for; a proxy refuses requests without it                   |
 */
export const rpcFields = {
  ns: optional(text()),
  nsd: optional(bool()),
  bname: optional(text()),
};

/**
 * Fields of Java's `TopicRequestHeader`: those of {@link rpcFields} and `lo`, false for a physical queue id of a static
 * topic.
 */
export const topicFields = {
  ...rpcFields,
  lo: optional(bool()),
};
