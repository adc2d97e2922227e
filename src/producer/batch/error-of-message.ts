import { SendFailedError } from '../../errors/producer-error.js';

/** The failure of a batch as that of one of its messages: with the id that its sender knows. */
export function errorOfMessage(error: unknown, messageId: string): unknown {
  if (!(error instanceof SendFailedError) || error.messageId === messageId) return error;
  const { attempts, retriable, context, cause } = error;
  return new SendFailedError(messageId, attempts, retriable, { ...context, cause });
}
