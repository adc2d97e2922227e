import type { SendAttempt } from '../errors/producer-error.js';
import type { UnclaimedReply } from '../sending/request-reply/reply-table.js';
import type { TransactionEvent } from './transaction/transaction-event.js';

/** An attempt to send failed. Another one may follow; the send errs if none succeeds. */
export interface AttemptFailed extends SendAttempt {
  readonly type: 'attempt-failed';
  readonly messageId: string;
}

/** Trace records could not be sent, or held; the messages themselves are not concerned. */
export interface TraceLost {
  readonly type: 'trace-lost';
  readonly records: number;
  readonly error: unknown;
}

/** What happens to a producer besides what its callers hear. */
export type ProducerEvent = AttemptFailed | TraceLost | UnclaimedReply | TransactionEvent;
