import { defaultVersion, startCluster, type Cluster } from '../../../tools/rocketmq/index.js';

/** The version that specs run against: `ROCKETMQ_VERSION`, else the default. */
export function realVersion(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['ROCKETMQ_VERSION'] ?? defaultVersion;
}

/** One cluster for all who ask, started when the first one does. */
export class SharedCluster {
  #cluster: Promise<Cluster> | undefined;

  get(): Promise<Cluster> {
    this.#cluster ??= startCluster({ version: realVersion() });
    return this.#cluster;
  }

  /** Does nothing when nobody asked, or when the start failed. */
  async stop(): Promise<void> {
    const cluster = await this.#cluster?.catch(() => undefined);
    await cluster?.stop();
  }
}
