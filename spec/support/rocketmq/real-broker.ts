import {
  findJava,
  hasJars,
  startCluster,
  type Cluster,
  type ClusterOptions,
} from '../../../tools/rocketmq/index.js';
import { realVersion, SharedCluster } from './shared-cluster.js';

export { uniqueName } from './unique-name.js';

/** Jars of the first run come over the network; a start on a busy machine took 50 s. */
const startTimeoutMs = 300_000;
const stopTimeoutMs = 30_000;

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

function decideOnce(): () => RealBrokerDecision {
  let decision: RealBrokerDecision | undefined;
  return () => {
    if (decision === undefined) {
      const { missing } = findJava(hasJars(realVersion()) ? ['java'] : ['java', 'mvn']);
      decision = decideRealBroker(missing, process.env);
      if (!decision.run) process.stdout.write(`${decision.reason}\n`);
    }
    return decision;
  };
}

const decide = decideOnce();
const shared = new SharedCluster();

// This module is loaded outside any suite, so the hook belongs to the root: it runs after everything else.
after('stop the shared cluster', async function () {
  this.timeout(stopTimeoutMs);
  await shared.stop();
});

/**
 * A suite on real servers of version `ROCKETMQ_VERSION`. `body` gets a function that returns the cluster, to be called
 * in hooks and tests.
 *
 * Without `options` all suites share one broker, so topics and groups need names of their own ({@link uniqueName}) and
 * nobody may stop it or change its settings. With `options` the suite has a cluster to itself: for faults, slaves, TLS.
 */
export function describeRealBroker(
  title: string,
  body: (cluster: () => Cluster) => void,
  options?: Omit<ClusterOptions, 'version'>,
): void {
  const suite = decide().run ? describe : describe.skip;
  suite(title, () => {
    let current: Cluster | undefined;

    before('start Apache RocketMQ', async function () {
      this.timeout(startTimeoutMs);
      const version = realVersion();
      current = await (options === undefined ? shared.get() : startCluster({ ...options, version }));
    });

    if (options !== undefined) {
      after('stop Apache RocketMQ', async function () {
        this.timeout(stopTimeoutMs);
        await current?.stop();
      });
    }

    body(() => {
      if (current === undefined) throw new Error('The cluster runs in hooks and tests only');
      return current;
    });
  });
}
