import { BrokerError } from '../../errors/broker-error.js';
import { isConnectionError } from '../../errors/predicates.js';
import { RequestTimeoutError, TooManyPendingRequestsError } from '../../errors/remoting-error.js';
import { ConnectionLostError, OutboxFullError } from '../../errors/transport-error.js';
import type { FailureKind } from './health-signal.js';

/**
 * Answers that speak of the condition of the broker, not of the request: SYSTEM_BUSY, SERVICE_NOT_AVAILABLE, GO_AWAY. The last
 * comes here only when a new connection was answered the same: the broker shuts down. SYSTEM_ERROR is none of them: brokers
 * answer it to questions after groups they do not know (wire.md section 4.4).
 */
const kindsByCode: ReadonlyMap<number, FailureKind> = new Map([
  [2, 'busy'],
  [14, 'busy'],
  [1500, 'unreachable'],
]);

/** What an error says about the broker; undefined when it says nothing: the caller's fault, or a no that any broker gives. */
export function failureKindOf(error: unknown): FailureKind | undefined {
  if (error instanceof RequestTimeoutError)
    // It waited for a connection all the time.
    return isConnectionError(error.cause) ? 'unreachable' : 'timeout';
  if (error instanceof ConnectionLostError) return 'lost';
  if (isConnectionError(error)) return 'unreachable';
  if (error instanceof OutboxFullError || error instanceof TooManyPendingRequestsError) return 'busy';
  return error instanceof BrokerError ? kindsByCode.get(error.responseCode) : undefined;
}
