/** How long answers took, in milliseconds. Parked long polls are not in it. */
export interface LatencyMetrics {
  /** Answers measured. */
  readonly count: number;
  /** Exponentially weighted mean: the newest answer counts for an eighth. 0 before the first. */
  readonly ewmaMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** What one client, or one server, has done since it was made. Counts only grow; `inFlight` and `parked` are of now. */
export interface RemotingMetrics {
  /** `runtime.now()` of the snapshot. */
  readonly at: number;
  /** Calls begun, refused ones included. */
  readonly requests: number;
  readonly oneways: number;
  /** Calls answered; what the answer says is not looked at. */
  readonly successes: number;
  /** Calls that erred, oneways that could not be written. */
  readonly failures: number;
  /** `failures` by `error.code`; `UNKNOWN` for errors without one. */
  readonly failuresByCode: Readonly<Record<string, number>>;
  /** Those of `failures` which found no answer in time. */
  readonly timeouts: number;
  /** Calls whose subscriber left before the answer. */
  readonly cancelled: number;
  /** Replies that nobody waited for any more. */
  readonly lateReplies: number;
  /** Calls that wait for an answer or for a connection, without the parked ones. */
  readonly inFlight: number;
  readonly parked: number;
  readonly latency: LatencyMetrics;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}
