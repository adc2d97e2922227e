import type { BrokerHealth } from './broker-health.js';
import type { ResolvedHealthOptions } from './health-options.js';

/** Whether it is time to ask a broker how it is, because nothing else has told for a while. Pure. */
export function needsProbe(health: BrokerHealth, now: number, options: ResolvedHealthOptions): boolean {
  const { state, since, consecutiveFailures, heardAt = since, suspendedUntil = now } = health;
  const silentMs = now - heardAt;
  if (state === 'suspended') return false;
  if (state === 'failed') return now >= suspendedUntil;
  if (state === 'healthy') return options.idleProbeIntervalMs > 0 && silentMs >= options.idleProbeIntervalMs;
  // A broker that nobody has used is not dialled for curiosity.
  if (state === 'unknown' && consecutiveFailures === 0) return false;
  const isNewlyRecovering = state === 'recovering' && heardAt < since;
  return isNewlyRecovering || silentMs >= options.probeIntervalMs;
}
