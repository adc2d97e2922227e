import { AuthenticationError, AuthorizationError } from './broker-error.js';
import { ReplyTimeoutError } from './producer-error.js';
import { ProtocolError } from './protocol-error.js';
import { RemotingError, RequestTimeoutError } from './remoting-error.js';
import { RocketMQError } from './rocketmq-error.js';
import { ConnectFailedError, ConnectionLostError, ConnectTimeoutError } from './transport-error.js';
import { UsageError } from './usage-error.js';

/** The connection was not made, or broke. False for a full outbox: that connection is alive. */
export function isConnectionError(
  error: unknown,
): error is ConnectFailedError | ConnectTimeoutError | ConnectionLostError {
  return (
    error instanceof ConnectFailedError ||
    error instanceof ConnectTimeoutError ||
    error instanceof ConnectionLostError
  );
}

/** Something did not happen in time: an answer, a connection, or the reply to a request message. */
export function isTimeoutError(
  error: unknown,
): error is RequestTimeoutError | ConnectTimeoutError | ReplyTimeoutError {
  return (
    error instanceof RequestTimeoutError ||
    error instanceof ConnectTimeoutError ||
    error instanceof ReplyTimeoutError
  );
}

/** Trying again, perhaps elsewhere, may succeed. False for errors that are not of this library. */
export function isRetriable(error: unknown): boolean {
  return error instanceof RocketMQError && error.retriable;
}

/** Trying again cannot help: wrong use, refused credentials or rights, or a peer that does not speak the protocol. */
export function isFatal(error: unknown): boolean {
  return (
    error instanceof UsageError ||
    error instanceof ProtocolError ||
    error instanceof AuthenticationError ||
    // A permission of a topic, group or broker may come back; what access control denies is denied.
    (error instanceof AuthorizationError && !error.retriable)
  );
}

/** A request found no way to its answer (timeout, too many waiting, a handler that threw). */
export function isRemotingError(error: unknown): error is RemotingError {
  return error instanceof RemotingError;
}
