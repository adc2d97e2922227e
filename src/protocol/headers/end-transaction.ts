import { type HeaderOf, bool, defineHeader, int, long, optional, text } from '../header-codec.js';
import { rpcFields } from './cross-cutting-fields.js';

/**
 * END_TRANSACTION (37): says how the transaction of a half message ended (wire.md section 5.6). Java sends it oneway, with
 * the text of a failed local transaction as the remark. No answer comes when `commitOrRollback` is 0.
 *
 * | field                  | type    | meaning                                                                       |
 * | ---------------------- | ------- | ----------------------------------------------------------------------------- |
 * | `topic`                | text    | the message's own; absent from 4.9                                            |
 * | `producerGroup`        | text!   |                                                                               |
 * | `tranStateTableOffset` | long!   | queue offset of the half message: from the answer to the send, or the check   |
 * | `commitLogOffset`      | long!   | its commit-log offset: from the offset message id of the answer, or the check |
 * | `commitOrRollback`     | int!    | `SysFlag.TRANSACTION_COMMIT`, `TRANSACTION_ROLLBACK`, or 0 for unknown        |
 * | `fromTransactionCheck` | boolean | true when the broker asked                                                    |
 * | `msgId`                | text!   | UNIQ_KEY                                                                      |
 * | `transactionId`        | text    |                                                                               |
 *
 * Java `remoting/…/header/EndTransactionRequestHeader`.
 */
export const EndTransactionRequestHeader = defineHeader('EndTransactionRequestHeader', {
  topic: optional(text()),
  producerGroup: text(),
  tranStateTableOffset: long(),
  commitLogOffset: long(),
  commitOrRollback: int(),
  fromTransactionCheck: optional(bool()),
  msgId: text(),
  transactionId: optional(text()),
  ...rpcFields,
});
export type EndTransactionRequestHeader = HeaderOf<typeof EndTransactionRequestHeader>;
