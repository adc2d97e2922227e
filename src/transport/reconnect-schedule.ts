import { backoffDelayMs } from '../internal/backoff-delay.js';
import type { Runtime } from '../runtime/runtime.js';
import type { ReconnectPolicy } from './reconnect-policy.js';

/** Counts failures and says when the next dial is due. */
export class ReconnectSchedule {
  readonly #policy: ReconnectPolicy;
  readonly #runtime: Pick<Runtime, 'now' | 'random'>;
  #failures = 0;
  #lastFailure: Error | undefined;
  #notBefore = 0;
  #failedAt = -Infinity;
  #retries = 0;

  constructor(policy: ReconnectPolicy, runtime: Pick<Runtime, 'now' | 'random'>) {
    this.#policy = policy;
    this.#runtime = runtime;
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures;
  }

  get lastFailure(): Error | undefined {
    return this.#lastFailure;
  }

  /** Milliseconds until somebody patient may dial. */
  get waitMs(): number {
    return Math.max(0, this.#notBefore - this.#runtime.now());
  }

  /** Whoever waits has waited often enough. */
  get exhausted(): boolean {
    const { maxRetries } = this.#policy;
    return maxRetries >= 0 && this.#retries >= maxRetries;
  }

  /** The last dial failed so recently that another one would tell nothing new. */
  get failedJustNow(): boolean {
    return this.#runtime.now() - this.#failedAt < this.#policy.initialDelayMs;
  }

  /** A dial brought no link, or (`isDial` false) one that was lost before its first byte. */
  failed(error: Error, isDial: boolean): void {
    if (isDial) this.#failedAt = this.#runtime.now();
    this.#failures++;
    this.#lastFailure = error;
    this.#notBefore =
      this.#runtime.now() + backoffDelayMs(this.#failures, this.#policy, this.#runtime.random());
  }

  /** The last link was a good one, and has ended by `reason`. */
  recovered(reason: Error | undefined): void {
    this.#failures = 0;
    this.#lastFailure = reason;
    this.#notBefore = 0;
    this.#failedAt = -Infinity;
  }

  /** Somebody begins to wait for one more dial. */
  retry(): void {
    this.#retries++;
  }

  /** Nobody waits any more: who comes next has all retries. */
  rest(): void {
    this.#retries = 0;
  }
}
