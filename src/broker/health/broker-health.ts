import type { Transitions } from '../../internal/state-machine.js';
import type { FailureKind } from './health-signal.js';
import { emptyWindow, type SuccessWindow } from './success-window.js';

export type BrokerHealthState =
  'unknown' | 'healthy' | 'degraded' | 'unhealthy' | 'suspended' | 'failed' | 'recovering';

/** What is known of the condition of one broker: an immutable value, told apart by `state`. */
export interface BrokerHealth {
  readonly state: BrokerHealthState;
  /** Milliseconds since the epoch at which it came into this state. */
  readonly since: number;
  /** Exponentially weighted mean of the answers to requests, the newest counts for an eighth. Undefined before the first. */
  readonly latencyMs: number | undefined;
  /** Share of the requests of the last `windowMs` that were answered; 1 while there were none. */
  readonly successRate: number;
  /** Failures since the last answer. */
  readonly consecutiveFailures: number;
  /** Of what kind the newest failure was, even when answers came since. */
  readonly lastFailure: FailureKind | undefined;
  readonly lastError: unknown;
  /** Milliseconds since the epoch before which it is not tried again, in `suspended` and `failed`. */
  readonly suspendedUntil: number | undefined;
  /** Suspensions since it was last well. */
  readonly suspensions: number;
  /** Answers in a row that count towards recovery. */
  readonly recoveries: number;
  /** Milliseconds since the epoch of the newest answer or failure; undefined before the first. */
  readonly heardAt: number | undefined;
  /** What `successRate` is computed from. */
  readonly window: SuccessWindow;
}

/**
 * | from       | to         | when |
 * |------------|------------|------|
 * | unknown    | healthy, degraded | the first answers came |
 * | unknown    | unhealthy  | it cannot be reached, or `failuresToUnhealthy` requests failed in a row |
 * | healthy    | degraded   | mean latency or success rate of the window passed the first threshold |
 * | degraded   | healthy    | both are better again, the latency by a fifth |
 * | healthy, degraded | unhealthy | as from unknown, or the success rate passed the second threshold |
 * | unhealthy  | healthy, degraded | it answers, and the success rate is above the second threshold |
 * | unhealthy  | suspended  | `failuresToSuspend` requests in a row failed, or `dialFailuresToSuspend` when it cannot be reached |
 * | suspended  | recovering | the suspension is over, or it answers all the same |
 * | recovering | healthy    | `successesToRecover` answers came in a row |
 * | recovering | suspended  | a failure: suspended for longer than before, up to `maxSuspendMs` |
 * | recovering | failed     | a failure, after `suspensionsToFail` suspensions |
 * | failed     | recovering | it answers |
 *
 * Every state may follow itself, with other figures.
 */
export const healthTransitions: Transitions<BrokerHealthState> = {
  unknown: ['unknown', 'healthy', 'degraded', 'unhealthy'],
  healthy: ['healthy', 'degraded', 'unhealthy'],
  degraded: ['degraded', 'healthy', 'unhealthy'],
  unhealthy: ['unhealthy', 'healthy', 'degraded', 'suspended'],
  suspended: ['suspended', 'recovering'],
  recovering: ['recovering', 'healthy', 'suspended', 'failed'],
  failed: ['failed', 'recovering'],
};

/** Of a broker that nobody has heard of yet. */
export function unknownHealth(at: number): BrokerHealth {
  return {
    state: 'unknown',
    since: at,
    latencyMs: undefined,
    successRate: 1,
    consecutiveFailures: 0,
    lastFailure: undefined,
    lastError: undefined,
    suspendedUntil: undefined,
    suspensions: 0,
    recoveries: 0,
    heardAt: undefined,
    window: emptyWindow(at),
  };
}

/**
 * Whether new work may go there: not to what is suspended or failed, nor to what is recovering before its first answer. A broker
 * that hangs would otherwise cost whole timeouts each time its suspension ends; the probe takes that risk.
 */
export function isUsable({ state, recoveries }: BrokerHealth): boolean {
  return state === 'recovering' ? recoveries > 0 : state !== 'suspended' && state !== 'failed';
}
