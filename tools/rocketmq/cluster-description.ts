import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdminCredentials } from './admin-connection.js';

/** What programs beside the servers (Java clients, mqadmin, the command line) need to know of a cluster. */
export interface ClusterDescription {
  readonly version: string;
  /** The folder with the jars of this version. */
  readonly jars: string;
  readonly runFolder: string;
  /** `host:port` each. */
  readonly nameServers: readonly string[];
  readonly brokers: readonly { readonly name: string; readonly brokerId: number; readonly address: string }[];
  /** Flags that Java clients of this cluster need. */
  readonly clientJvmArgs: readonly string[];
  readonly credentials?: AdminCredentials;
}

const fileName = 'cluster.json';

/** Says in the run folder that the cluster is up. */
export async function publishDescription(description: ClusterDescription): Promise<void> {
  await writeFile(join(description.runFolder, fileName), JSON.stringify(description));
}

/** Undefined while the cluster of that folder starts. */
export function readDescription(runFolder: string): ClusterDescription | undefined {
  try {
    return JSON.parse(readFileSync(join(runFolder, fileName), 'utf8')) as ClusterDescription;
  } catch {
    return undefined;
  }
}
