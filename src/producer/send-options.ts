export interface SendOptions {
  /** Ends the wait; a request that is on the wire is not recalled. */
  readonly signal?: AbortSignal;
  /** Instead of the producer's `timeoutMs`. */
  readonly timeoutMs?: number;
}
