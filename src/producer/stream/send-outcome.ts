import type { OutgoingMessage } from '../../message/outgoing-message.js';
import type { SendReceipt } from '../../sending/send-receipt.js';

/** What became of one message of a stream: a failure is a value, so that it does not end the stream. */
export type SendOutcome<Message extends OutgoingMessage = OutgoingMessage> =
  | { readonly ok: true; readonly receipt: SendReceipt; readonly input: Message }
  | { readonly ok: false; readonly error: unknown; readonly input: Message };
