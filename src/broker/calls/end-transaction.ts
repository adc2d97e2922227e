import { commandCall } from '../../naming/server-call.js';
import { EndTransactionRequestHeader } from '../../protocol/headers/end-transaction.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { SysFlag } from '../../protocol/sys-flag.js';
import type { BrokerCall } from '../broker-call.js';

export interface TransactionEnd {
  readonly outcome: 'commit' | 'rollback' | 'unknown';
  readonly topic: string;
  readonly producerGroup: string;
  readonly brokerName: string;
  /** Place of the half message in its queue: `queueOffset` of the send, or as the check had it. */
  readonly halfOffset: number;
  /** Its place in the commit log: in the offset message id of the send, or as the check had it. */
  readonly commitLogOffset: number;
  /** The id that its sender gave the message. */
  readonly messageId: string;
  /** As the check had it. Default: `messageId`. */
  readonly transactionId?: string | undefined;
  /** It answers a check of the broker (39). */
  readonly isAnswer: boolean;
  /** Why the work failed, for the log of the broker. */
  readonly reason?: string | undefined;
}

const flagOf = {
  commit: SysFlag.TRANSACTION_COMMIT,
  rollback: SysFlag.TRANSACTION_ROLLBACK,
  unknown: 0,
} as const;

/**
 * END_TRANSACTION (37): how a transaction ended. To `unknown` a broker gives no answer at all: use it oneway, as Java always does
 * (wire.md 5.6). Errs when the broker has no such half message (1) or when it is too late (604).
 */
export const EndTransaction: BrokerCall<TransactionEnd, void> = commandCall((end) =>
  createRequest(
    RequestCode.END_TRANSACTION,
    EndTransactionRequestHeader,
    {
      topic: end.topic,
      producerGroup: end.producerGroup,
      tranStateTableOffset: end.halfOffset,
      commitLogOffset: end.commitLogOffset,
      commitOrRollback: flagOf[end.outcome],
      fromTransactionCheck: end.isAnswer,
      msgId: end.messageId,
      transactionId: end.transactionId ?? end.messageId,
      bname: end.brokerName,
    },
    undefined,
    end.reason,
  ),
);
