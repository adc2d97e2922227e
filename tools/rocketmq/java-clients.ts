import { rm } from 'node:fs/promises';
import type { AdminCredentials } from './admin-connection.js';
import type { ClusterDescription } from './cluster-description.js';
import { findJava } from './find-java.js';
import { resolveJars } from './resolve-jars.js';
import { defaultVersion } from './rocketmq-version.js';
import { createRunFolder, killProcesses, sweepRunFolders } from './run-folder.js';

/** What Java clients need to know of the servers they talk to. */
export interface JavaTarget extends Omit<ClusterDescription, 'brokers'> {
  /** Each program writes a log there, at level INFO. Undefined: no logs. */
  readonly logFolder?: string;
}

/** A cluster, or anything else that Java clients can be pointed at. */
export interface Described {
  readonly description: JavaTarget;
}

export interface JavaClientsOptions {
  /** Of the Java client, which need not be that of the servers. */
  readonly version?: string;
  readonly credentials?: AdminCredentials;
  /** Each program writes a log there, at level INFO. Default: no logs. */
  readonly logFolder?: string | undefined;
}

/** A home for Java clients of servers that nobody here has started: the embedded broker, or a cluster elsewhere. */
export class JavaClients implements Described {
  readonly description: JavaTarget;

  constructor(description: JavaTarget) {
    this.description = description;
  }

  /** Kills the clients that still run and removes their files. */
  async stop(): Promise<void> {
    const { runFolder } = this.description;
    killProcesses(runFolder);
    await rm(runFolder, { recursive: true, force: true, maxRetries: 3 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** Points Java clients at any name servers, `host:port` each. Starts nothing yet. */
export async function javaClientsOf(
  nameServers: readonly string[],
  { version = defaultVersion, credentials, logFolder }: JavaClientsOptions = {},
): Promise<JavaClients> {
  const { missing } = findJava(['java']);
  if (missing !== undefined) throw new Error(`Cannot run clients of Apache RocketMQ: ${missing}`);
  await sweepRunFolders();
  return new JavaClients({
    version,
    jars: await resolveJars(version),
    runFolder: await createRunFolder(),
    nameServers,
    clientJvmArgs: [],
    ...(credentials !== undefined && { credentials }),
    ...(logFolder !== undefined && { logFolder }),
  });
}
