/** How long to wait, and what to do while there is no connection. */
export interface CallOptions {
  /**
   * Milliseconds from subscribing to the answer. Default: the client's `requestTimeoutMs`; for a long poll what it says the
   * broker may hold it, and 15 s.
   */
  readonly timeoutMs?: number;
  /** Wait for a reconnect within the timeout instead of failing at once. Default false, for a long poll true. */
  readonly waitForConnection?: boolean;
  /** Ends the wait with the signal's reason; a request that is on the wire is not recalled. */
  readonly signal?: AbortSignal;
}
