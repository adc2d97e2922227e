import { LatencyHistogram } from '../../remoting/latency-histogram.js';
import type { LatencyMetrics } from '../../remoting/remoting-metrics.js';
import type { RemotingClient } from '../../remoting/remoting-client.js';

/** What the connections to all brokers do, and have done since they were made. */
export interface BrokerStats {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly brokers: number;
  readonly connections: {
    /** Established ones that something waits for. */
    readonly active: number;
    /** Established ones without anything in flight. */
    readonly idle: number;
    /** Not established: being dialled, lost, or not wanted at present. */
    readonly down: number;
  };
  readonly requests: number;
  readonly oneways: number;
  readonly successes: number;
  readonly failures: number;
  readonly timeouts: number;
  /** `successes` among those of the requests that have ended; 1 while none has. */
  readonly successRate: number;
  readonly inFlight: number;
  /** Long polls under way. */
  readonly parked: number;
  readonly latency: Omit<LatencyMetrics, 'ewmaMs'>;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** Adds up what is known of some connections. */
export function statsOf<Request, Message extends object>(
  at: number,
  brokers: number,
  clients: readonly RemotingClient<Request, Message>[],
): BrokerStats {
  const histogram = new LatencyHistogram();
  const sum = { requests: 0, oneways: 0, successes: 0, failures: 0, timeouts: 0, inFlight: 0, parked: 0 };
  const bytes = { bytesRead: 0, bytesWritten: 0 };
  const connections = { active: 0, idle: 0, down: 0 };
  for (const client of clients) {
    const metrics = client.metrics();
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += metrics[key];
    for (const key of Object.keys(bytes) as (keyof typeof bytes)[]) bytes[key] += metrics[key];
    if (client.state.name !== 'connected') connections.down += 1;
    else if (metrics.inFlight > 0 || metrics.parked > 0) connections.active += 1;
    else connections.idle += 1;
    client.addLatencyTo(histogram);
  }
  const ended = sum.successes + sum.failures;
  return {
    at,
    brokers,
    connections,
    ...sum,
    successRate: ended === 0 ? 1 : sum.successes / ended,
    latency: {
      count: histogram.count,
      p50Ms: histogram.percentile(0.5),
      p95Ms: histogram.percentile(0.95),
      p99Ms: histogram.percentile(0.99),
    },
    ...bytes,
  };
}
