import { RocketMQError } from '../errors/rocketmq-error.js';

/** What to say of a failure: the code of the operating system or of TLS, such as `ECONNREFUSED`, else the message. */
export function failureReason(error: Error): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && !(error instanceof RocketMQError) ? code : error.message;
}
