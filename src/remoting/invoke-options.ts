import { InvalidArgumentError } from '../errors/usage-error.js';

/** How one call is carried out. */
export interface InvokeOptions {
  /**
   * Milliseconds from subscribe to answer, the wait for a connection included. Default: `requestTimeoutMs` of the client.
   * It ends at the first sweep after that, so up to `sweepIntervalMs` later and never earlier.
   */
  readonly timeoutMs?: number;
  /**
   * A long poll that the other side keeps until there is something to say. Not counted in `maxPendingRequests`, and its
   * duration says nothing about the speed of the other side: it stays out of the latency metrics. Default false.
   */
  readonly parked?: boolean;
  /**
   * Without a connection: wait through back-off until there is one (true), or join one attempt and fail with it, at once
   * during back-off (false, the default).
   */
  readonly waitForConnection?: boolean;
  /** Aborting is unsubscribing: the wait ends with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How one oneway request is written. */
export type OnewayOptions = Omit<InvokeOptions, 'parked'>;

/** What is wrong with a timeout, if anything: a deadline that never comes would never free its slot. */
export function timeoutProblem(timeoutMs: number): InvalidArgumentError | undefined {
  if (timeoutMs > 0 && timeoutMs < Infinity) return undefined;
  return new InvalidArgumentError('timeoutMs', `a positive number of milliseconds, not ${timeoutMs}`);
}
