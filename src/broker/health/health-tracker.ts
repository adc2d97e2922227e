import { defer, finalize, map, type Observable } from 'rxjs';
import { StateMachine } from '../../internal/state-machine.js';
import type { TrafficObserver } from '../../remoting/traffic-observer.js';
import {
  type BrokerHealth,
  type BrokerHealthState,
  healthTransitions,
  unknownHealth,
} from './broker-health.js';
import { failureKindOf } from './failure-kind-of.js';
import type { ResolvedHealthOptions } from './health-options.js';
import type { HealthSignal } from './health-signal.js';
import { needsProbe } from './needs-probe.js';
import { nextHealth } from './next-health.js';

export interface HealthTrackerSettings {
  readonly options: ResolvedHealthOptions;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Named {
  readonly name: BrokerHealthState;
  readonly health: BrokerHealth;
}

const named = (health: BrokerHealth): Named => ({ name: health.state, health });

/**
 * Keeps the health of one broker, fed by its traffic.
 *
 * As long as all is well, answers are only added up; they enter the health with the next `passTime`. Failures enter it at
 * once, and so does every answer while the broker is not well.
 */
export class HealthTracker implements TrafficObserver {
  /** Hot, replays one, never errs: the health after each change. Completes on `close()`. */
  readonly health$: Observable<BrokerHealth>;
  readonly #options: ResolvedHealthOptions;
  readonly #now: () => number;
  readonly #machine: StateMachine<Named>;
  /** Answers since the last signal; of `#measured` of them the duration is in `#latencySumMs`. */
  #answers = 0;
  #measured = 0;
  #latencySumMs = 0;
  /** Every answer is told at once. */
  #isAlert = true;
  #isProbed = false;
  #isClosed = false;

  constructor({ options, now }: HealthTrackerSettings) {
    this.#options = options;
    this.#now = now;
    this.#machine = new StateMachine('broker health', healthTransitions, named(unknownHealth(now())));
    this.health$ = this.#machine.state$.pipe(map(({ health }) => health));
  }

  get health(): BrokerHealth {
    return this.#machine.state.health;
  }

  /** It is time for a probe, and none is out. */
  get needsProbe(): boolean {
    return !this.#isProbed && this.#answers === 0 && needsProbe(this.health, this.#now(), this.#options);
  }

  answered(latencyMs: number, parked: boolean): void {
    this.#answers += 1;
    if (!parked) {
      this.#measured += 1;
      // The clock may have been set back meanwhile.
      if (latencyMs > 0) this.#latencySumMs += latencyMs;
    }
    if (this.#isAlert) this.#tellAnswers();
  }

  refused(error: unknown, latencyMs: number, parked: boolean): void {
    if (failureKindOf(error) === undefined) this.answered(latencyMs, parked);
    else this.failed(error);
  }

  failed(error: unknown): void {
    const kind = failureKindOf(error);
    const { consecutiveFailures, lastError } = this.health;
    // One lost connection, or one failed dial, is one failure however many requests waited for it.
    if (kind === undefined || (consecutiveFailures > 0 && error === lastError)) return;
    this.#tellAnswers();
    const type = this.#isProbed ? 'probe-failed' : 'failed';
    this.#signal({ type, at: this.#now(), kind, error });
  }

  /** To be called every now and then. */
  passTime(): void {
    this.#tellAnswers();
    this.#signal({ type: 'time-passed', at: this.#now() });
  }

  /** Cold. `work$` as a probe: what is heard of the traffic of the idle broker meanwhile is heard of the probe. */
  probe<T>(work$: Observable<T>): Observable<T> {
    return defer(() => {
      this.#isProbed = true;
      return work$;
    }).pipe(
      finalize(() => {
        this.#isProbed = false;
      }),
    );
  }

  close(): void {
    this.#isClosed = true;
    this.#machine.complete();
  }

  #tellAnswers(): void {
    const count = this.#answers;
    if (count === 0) return;
    const latencyMs = this.#measured === 0 ? undefined : this.#latencySumMs / this.#measured;
    this.#answers = 0;
    this.#measured = 0;
    this.#latencySumMs = 0;
    const at = this.#now();
    if (this.#isProbed) this.#signal({ type: 'probe-succeeded', at, latencyMs });
    else this.#signal({ type: 'succeeded', at, count, latencyMs });
  }

  #signal(signal: HealthSignal): void {
    if (this.#isClosed) return;
    const before = this.health;
    const health = nextHealth(before, signal, this.#options);
    if (health === before) return;
    const { state, consecutiveFailures } = health;
    this.#isAlert = consecutiveFailures > 0 || (state !== 'healthy' && state !== 'degraded');
    this.#machine.transition(named(health));
  }
}
