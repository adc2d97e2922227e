import { ServerProcess, startCluster } from '../../../tools/rocketmq/index.js';

// Run as a process of its own by specs that kill it: starts servers, prints their pids as JSON, and never stops them.

async function startServers(kind: string | undefined): Promise<readonly number[]> {
  if (kind === 'sleep') return [await new ServerProcess({ command: 'sleep', args: ['600'] }).started];
  const { brokers, nameServerNodes } = await startCluster({ ...(kind !== undefined && { version: kind }) });
  return [...brokers, ...nameServerNodes].map(({ pid }) => pid);
}

void startServers(process.argv[2]).then((pids) => process.stdout.write(`${JSON.stringify(pids)}\n`));
