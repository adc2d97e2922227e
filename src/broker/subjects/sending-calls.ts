import { oneway } from '../broker-call.js';
import { EndTransaction } from '../calls/end-transaction.js';
import { RecallMessage } from '../calls/recall-message.js';
import { SendBatch } from '../calls/send-batch.js';
import { SendMessageV1 } from '../calls/send-message-v1.js';
import { SendMessage } from '../calls/send-message.js';
import { SendReply, SendReplyV1 } from '../calls/send-reply.js';

/** Ways to send besides `sendMessage`, and what follows a send. */
export const sendingCalls = {
  /** A message without an answer: whether it is stored is not known. */
  oneway: oneway(SendMessage),
  /** A message in the first version of the header. */
  sendV1: SendMessageV1,
  /** Messages for one queue, all or none. */
  batch: SendBatch,
  /** The answer to a request message. */
  reply: SendReply,
  /** The same in the first version of the header. */
  replyV1: SendReplyV1,
  /** Commit or rollback, answered by the broker. */
  endTransaction: EndTransaction,
  /** Commit, rollback or `unknown`, not answered. */
  endTransactionOneway: oneway(EndTransaction),
  /** Takes a timed message back; emits its id. */
  recall: RecallMessage,
} as const;
