import { type RetryConfig, timer } from 'rxjs';
import type { Runtime } from '../../runtime/runtime.js';
import { backoffDelayMs, type BackoffPolicy } from '../backoff-delay.js';

/** For `retry(backoff(policy, runtime))`: tries for ever, waits by the policy, and starts anew after each value. */
export function backoff(policy: BackoffPolicy, runtime: Pick<Runtime, 'random' | 'scheduler'>): RetryConfig {
  return {
    delay: (_, failures) => timer(backoffDelayMs(failures, policy, runtime.random()), runtime.scheduler),
    resetOnSuccess: true,
  };
}
