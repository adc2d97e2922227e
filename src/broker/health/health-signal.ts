/**
 * How a request came to fail:
 *
 * - `unreachable`: no connection could be made, or the broker said on a new one, too, that it goes away
 * - `lost`: the connection ended while the request was on it
 * - `timeout`: there was no answer in time
 * - `busy`: the broker answered that it cannot take requests now, or does not even read them
 */
export type FailureKind = 'unreachable' | 'lost' | 'timeout' | 'busy';

/** Answers to requests, `count` of them since the last signal. */
export interface SucceededSignal {
  readonly type: 'succeeded';
  /** Milliseconds since the epoch, as in every signal. */
  readonly at: number;
  /** At least 1. */
  readonly count: number;
  /** Mean of those that tell something of the broker's speed; undefined when none does (long polls). */
  readonly latencyMs: number | undefined;
}

export interface FailedSignal {
  readonly type: 'failed';
  readonly at: number;
  readonly kind: FailureKind;
  readonly error: unknown;
}

/** The answer to a probe. It counts like any other, but not for the success rate: that is of real work. */
export interface ProbeSucceededSignal {
  readonly type: 'probe-succeeded';
  readonly at: number;
  readonly latencyMs: number | undefined;
}

/** A probe that was not answered. Not counted for the success rate either. */
export interface ProbeFailedSignal {
  readonly type: 'probe-failed';
  readonly at: number;
  readonly kind: FailureKind;
  readonly error: unknown;
}

export interface TimePassedSignal {
  readonly type: 'time-passed';
  readonly at: number;
}

/** Everything that the health of a broker depends on. */
export type HealthSignal =
  SucceededSignal | FailedSignal | ProbeSucceededSignal | ProbeFailedSignal | TimePassedSignal;
