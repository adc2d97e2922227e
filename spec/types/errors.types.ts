import {
  BrokerError,
  isConnectionError,
  isRetriable,
  isTimeoutError,
  RequestTimeoutError,
  RocketMQError,
  type SendFailedError,
  type ConnectFailedError,
  type ConnectionLostError,
  type ConnectTimeoutError,
  type ErrorContext,
  type SendAttempt,
} from '../../src/index.js';
import type { Assert, Same } from './expect-type.js';

// Checked by `npm run typecheck`: a wrong assertion does not compile, nothing here runs.

declare const caught: unknown;

/** `instanceof` narrows, although it is decided by a brand. */
export function timeoutOf(error: unknown): number | undefined {
  return error instanceof RequestTimeoutError ? error.timeoutMs : undefined;
}
export function remarkOf(error: unknown): string | undefined {
  return error instanceof BrokerError ? error.remark : undefined;
}

/** The codes of two classes are a union that `switch` narrows by. */
declare const either: RequestTimeoutError | SendFailedError;
export const attempts: readonly SendAttempt[] = either.code === 'ROCKETMQ_SEND_FAILED' ? either.attempts : [];
// @ts-expect-error -- no such code
export const typo = either.code === 'ROCKETMQ_SENT_FAILED';

declare function nameOf<E extends RocketMQError>(
  error: Same<E, ConnectFailedError | ConnectTimeoutError | ConnectionLostError> extends true ? E : never,
): string;

/** Predicates narrow to the classes that they hold for. */
export function describe(error: unknown): string {
  if (isTimeoutError(error)) return `${error.timeoutMs} ms`;
  if (isConnectionError(error)) return nameOf(error);
  return isRetriable(error) ? 'later' : 'never';
}

/** `isRetriable` says nothing about the type. */
// @ts-expect-error -- still unknown
export const stillUnknown: RocketMQError = isRetriable(caught) ? caught : new Error('other');

/** Roots and families cannot be made. */
// @ts-expect-error -- abstract
export const root = new RocketMQError('text', false);

/** What an error tells is read-only, and unknown parts of the context may be absent. */
declare const error: RocketMQError;
// @ts-expect-error -- may be absent
export const topic: string = error.context.topic;
// @ts-expect-error -- read-only
error.retriable = true;
// @ts-expect-error -- read-only
error.context.topic = 'orders';
export type Topic = Assert<Same<ErrorContext['topic'], string | undefined>>;
