import { defaultVersion } from '../../../tools/rocketmq/index.js';
import type { BrokerKind } from './broker-under-test.js';

/** The version of Apache RocketMQ that scenarios run against: `ROCKETMQ_VERSION`, else the default. */
export function realVersion(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['ROCKETMQ_VERSION'] ?? defaultVersion;
}

/** What scenarios run on: `ROCKETMQ_BROKERS`, `embedded` or `real`; else both. */
export function wantedKinds(environment: NodeJS.ProcessEnv = process.env): readonly BrokerKind[] {
  const wanted = environment['ROCKETMQ_BROKERS'];
  if (wanted === undefined || wanted === '') return ['embedded', 'real'];
  if (wanted === 'embedded' || wanted === 'real') return [wanted];
  throw new Error(`ROCKETMQ_BROKERS must be embedded or real, not ${wanted}`);
}

export type RealBrokerDecision = { readonly run: true } | { readonly run: false; readonly reason: string };

/**
 * Real servers need a JDK, and Maven once per version. Without them the suites are pending; in CI they run all the same,
 * and fail: a pipeline that lost its JDK must not look green.
 */
export function decideRealBroker(
  missing: string | undefined,
  environment: NodeJS.ProcessEnv,
): RealBrokerDecision {
  if (missing === undefined || environment['CI'] === 'true') return { run: true };
  return { run: false, reason: `Specs on real Apache RocketMQ are left out: ${missing}` };
}
