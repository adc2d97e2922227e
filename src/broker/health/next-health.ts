import type { BrokerHealth, BrokerHealthState } from './broker-health.js';
import type { ResolvedHealthOptions } from './health-options.js';
import type { FailedSignal, HealthSignal, ProbeFailedSignal, SucceededSignal } from './health-signal.js';
import { addToWindow, emptyWindow, rateOfWindow } from './success-window.js';

/** Share of the newest answer in the mean latency, as in the metrics of a connection. */
const latencyWeight = 1 / 8;
/** How far below its threshold the latency has to be before a degraded broker is healthy again, so that it does not flutter. */
const latencyRelief = 0.8;

/**
 * The health after a signal. Pure; moves only along `healthTransitions`, one step at a time; the same object when nothing
 * has changed.
 */
export function nextHealth(
  health: BrokerHealth,
  signal: HealthSignal,
  options: ResolvedHealthOptions,
): BrokerHealth {
  const { type, at } = signal;
  if (type === 'time-passed') return timePassed(health, at, options);
  if (type === 'succeeded') return answered(withAnswers(health, signal, options), at, signal.count, options);
  if (type === 'failed') return failed(withFailure(health, at, options), signal, options);
  return type === 'probe-succeeded'
    ? answered(withLatency(health, signal.latencyMs, 1), at, 1, options)
    : failed(health, signal, options);
}

function withAnswers(
  health: BrokerHealth,
  { at, count, latencyMs }: SucceededSignal,
  { windowMs }: ResolvedHealthOptions,
): BrokerHealth {
  const window = addToWindow(health.window, at, windowMs, count, 0);
  const successRate = rateOfWindow(window, at, windowMs).rate;
  return { ...withLatency(health, latencyMs, count), window, successRate };
}

/** After `count` answers that took `latencyMs` on average. */
function withLatency(health: BrokerHealth, latencyMs: number | undefined, count: number): BrokerHealth {
  const before = health.latencyMs;
  if (latencyMs === undefined) return health;
  if (before === undefined) return { ...health, latencyMs };
  return { ...health, latencyMs: latencyMs + (before - latencyMs) * (1 - latencyWeight) ** count };
}

function withFailure(health: BrokerHealth, at: number, { windowMs }: ResolvedHealthOptions): BrokerHealth {
  const window = addToWindow(health.window, at, windowMs, 0, 1);
  return { ...health, window, successRate: rateOfWindow(window, at, windowMs).rate };
}

function answered(
  health: BrokerHealth,
  at: number,
  count: number,
  options: ResolvedHealthOptions,
): BrokerHealth {
  const { state, recoveries } = health;
  const heard: BrokerHealth = { ...health, consecutiveFailures: 0, heardAt: at };
  if (state === 'suspended' || state === 'failed') return recovering(heard, at, count);
  if (state === 'recovering')
    return settleRecovery({ ...heard, recoveries: recoveries + count }, at, options);
  return inState(heard, gradeOf(heard, at, options), at);
}

function failed(
  health: BrokerHealth,
  { at, kind, error }: FailedSignal | ProbeFailedSignal,
  options: ResolvedHealthOptions,
): BrokerHealth {
  const { state, suspensions, suspendedUntil = at } = health;
  const heard: BrokerHealth = {
    ...health,
    consecutiveFailures: health.consecutiveFailures + 1,
    lastFailure: kind,
    lastError: error,
    heardAt: at,
    recoveries: 0,
  };
  if (state === 'suspended') return heard;
  // Put off only by a try that was due: others keep trying for reasons of their own.
  if (state === 'failed') return at < suspendedUntil ? heard : putOff(heard, at, options.maxSuspendMs);
  if (state === 'recovering')
    return suspensions >= options.suspensionsToFail
      ? putOff(inState(heard, 'failed', at), at, options.maxSuspendMs)
      : suspended(heard, at, options);
  if (state === 'unhealthy')
    return heard.consecutiveFailures >= failuresToSuspend(heard, options)
      ? suspended(heard, at, options)
      : heard;
  const grade = gradeOf(heard, at, options);
  // It takes an answer to know that a broker is well.
  return state === 'unknown' && grade !== 'unhealthy' ? heard : inState(heard, grade, at);
}

function timePassed(health: BrokerHealth, at: number, options: ResolvedHealthOptions): BrokerHealth {
  const { state, suspendedUntil = at } = health;
  if (state === 'suspended') return at >= suspendedUntil ? recovering(health, at, 0) : health;
  if (state === 'recovering') return settleRecovery(health, at, options);
  if (state === 'unknown' || state === 'failed') return health;
  const successRate = rateOfWindow(health.window, at, options.windowMs).rate;
  const present = successRate === health.successRate ? health : { ...health, successRate };
  return inState(present, gradeOf(present, at, options), at);
}

/** How well a broker is that is neither suspended nor on its way back. */
function gradeOf(
  health: BrokerHealth,
  at: number,
  options: ResolvedHealthOptions,
): 'healthy' | 'degraded' | 'unhealthy' {
  const { state, consecutiveFailures, lastFailure, window, latencyMs = 0 } = health;
  const isAway = consecutiveFailures > 0 && lastFailure === 'unreachable';
  if (isAway || consecutiveFailures >= options.failuresToUnhealthy) return 'unhealthy';
  const { samples, rate } = rateOfWindow(window, at, options.windowMs);
  const isTelling = samples >= options.minSamples;
  if (isTelling && rate < options.unhealthySuccessRate) return 'unhealthy';
  const relief = state === 'degraded' ? latencyRelief : 1;
  const isSlow = latencyMs >= options.degradedLatencyMs * relief;
  // Without traffic nothing tells that a slow broker has become faster.
  if (isSlow && (isTelling || state === 'degraded')) return 'degraded';
  return isTelling && rate < options.degradedSuccessRate ? 'degraded' : 'healthy';
}

const failuresToSuspend = ({ lastFailure }: BrokerHealth, options: ResolvedHealthOptions): number =>
  lastFailure === 'unreachable' ? options.dialFailuresToSuspend : options.failuresToSuspend;

function suspended(health: BrokerHealth, at: number, options: ResolvedHealthOptions): BrokerHealth {
  const { suspendMs, suspendGrowth, maxSuspendMs } = options;
  const durationMs = Math.min(maxSuspendMs, Math.round(suspendMs * suspendGrowth ** health.suspensions));
  const next = { ...inState(health, 'suspended', at), suspensions: health.suspensions + 1 };
  return putOff(next, at, durationMs);
}

function putOff(health: BrokerHealth, at: number, durationMs: number): BrokerHealth {
  return { ...health, suspendedUntil: at + durationMs };
}

/** What was measured before the trouble says nothing about after it. */
function recovering(health: BrokerHealth, at: number, recoveries: number): BrokerHealth {
  return {
    ...inState(health, 'recovering', at),
    suspendedUntil: undefined,
    recoveries,
    latencyMs: undefined,
    successRate: 1,
    window: emptyWindow(at),
  };
}

function settleRecovery(health: BrokerHealth, at: number, options: ResolvedHealthOptions): BrokerHealth {
  if (health.recoveries < options.successesToRecover) return health;
  return { ...inState(health, 'healthy', at), suspensions: 0, recoveries: 0, consecutiveFailures: 0 };
}

function inState(health: BrokerHealth, state: BrokerHealthState, at: number): BrokerHealth {
  return health.state === state ? health : { ...health, state, since: at };
}
