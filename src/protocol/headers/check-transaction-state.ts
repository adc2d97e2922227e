import { type HeaderOf, defineHeader, long, optional, text } from '../header-codec.js';
import { rpcFields } from './cross-cutting-fields.js';

/**
 * CHECK_TRANSACTION_STATE (39), oneway from a broker: how did this transaction end? The body is the half message as one
 * stored record, under its own topic again (wire.md section 6). The answer is END_TRANSACTION.
 *
 * | field                  | type  | meaning                                                                          |
 * | ---------------------- | ----- | -------------------------------------------------------------------------------- |
 * | `topic`                | text  | of the half messages; from a proxy the message's own; absent from 4.9            |
 * | `tranStateTableOffset` | long! | queue offset of the half message, to be returned                                 |
 * | `commitLogOffset`      | long! | its commit-log offset, to be returned                                            |
 * | `msgId`                | text  | UNIQ_KEY                                                                         |
 * | `transactionId`        | text  | UNIQ_KEY                                                                         |
 * | `offsetMsgId`          | text  | where the half message is stored                                                 |
 *
 * Java `remoting/…/header/CheckTransactionStateRequestHeader`.
 */
export const CheckTransactionStateRequestHeader = defineHeader('CheckTransactionStateRequestHeader', {
  topic: optional(text()),
  tranStateTableOffset: long(),
  commitLogOffset: long(),
  msgId: optional(text()),
  transactionId: optional(text()),
  offsetMsgId: optional(text()),
  ...rpcFields,
});
export type CheckTransactionStateRequestHeader = HeaderOf<typeof CheckTransactionStateRequestHeader>;
