import { RequestTimeoutError } from '../errors/remoting-error.js';
import { LatencyHistogram } from './latency-histogram.js';
import type { RemotingMetrics } from './remoting-metrics.js';
import type { TrafficObserver } from './traffic-observer.js';

/** Share of the newest answer in the mean latency. */
const ewmaWeight = 1 / 8;

/** What the recorder cannot know by itself when a snapshot is taken. */
export type PresentMetrics = Pick<
  RemotingMetrics,
  'at' | 'inFlight' | 'parked' | 'bytesRead' | 'bytesWritten'
>;

/** Counts what happens to requests. Called for every one of them: additions only, no allocation unless something fails. */
export class MetricsRecorder {
  requests = 0;
  oneways = 0;
  cancelled = 0;
  lateReplies = 0;
  /** Hears of the end of each call too. */
  observer: TrafficObserver | undefined = undefined;
  #successes = 0;
  #failures = 0;
  #timeouts = 0;
  #ewmaMs = 0;
  readonly #failuresByCode = new Map<string, number>();
  readonly #latency = new LatencyHistogram();

  /** Calls and oneways begun. */
  get begun(): number {
    return this.requests + this.oneways;
  }

  succeeded(sinceStartMs: number, parked: boolean): void {
    this.#answered(sinceStartMs, parked);
    this.observer?.answered(sinceStartMs, parked);
  }

  /** Answered, but what reads the answer threw. */
  refused(error: unknown, sinceStartMs: number, parked: boolean): void {
    this.#answered(sinceStartMs, parked);
    this.observer?.refused(error, sinceStartMs, parked);
  }

  failed(error: unknown): void {
    const code = (error as { code?: unknown } | undefined)?.code;
    const key = typeof code === 'string' ? code : 'UNKNOWN';
    this.#failures += 1;
    this.#failuresByCode.set(key, (this.#failuresByCode.get(key) ?? 0) + 1);
    if (error instanceof RequestTimeoutError) this.#timeouts += 1;
    this.observer?.failed(error);
  }

  /** Adds the durations of all answers to those in `target`. */
  addLatencyTo(target: LatencyHistogram): void {
    target.add(this.#latency);
  }

  snapshot(present: PresentMetrics): RemotingMetrics {
    return {
      at: present.at,
      requests: this.requests,
      oneways: this.oneways,
      successes: this.#successes,
      failures: this.#failures,
      failuresByCode: Object.fromEntries(this.#failuresByCode),
      timeouts: this.#timeouts,
      cancelled: this.cancelled,
      lateReplies: this.lateReplies,
      inFlight: present.inFlight,
      parked: present.parked,
      latency: {
        count: this.#latency.count,
        ewmaMs: this.#ewmaMs,
        p50Ms: this.#latency.percentile(0.5),
        p95Ms: this.#latency.percentile(0.95),
        p99Ms: this.#latency.percentile(0.99),
      },
      bytesRead: present.bytesRead,
      bytesWritten: present.bytesWritten,
    };
  }

  #answered(sinceStartMs: number, parked: boolean): void {
    this.#successes += 1;
    if (parked) return;
    // The clock may have been set back meanwhile.
    const elapsedMs = Math.max(0, sinceStartMs);
    this.#ewmaMs =
      this.#latency.count === 0 ? elapsedMs : this.#ewmaMs + (elapsedMs - this.#ewmaMs) * ewmaWeight;
    this.#latency.record(elapsedMs);
  }
}
