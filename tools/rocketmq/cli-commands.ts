import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CliCommand } from './cli-arguments.js';
import { readDescription, type ClusterDescription } from './cluster-description.js';
import type { Cluster } from './cluster.js';
import { isPortFree } from './free-port.js';
import { mqadmin } from './mqadmin.js';
import { resolveJars } from './resolve-jars.js';
import { liveOwner, liveProcesses, runFolders } from './run-folder.js';
import { untilTrue } from './sequence.js';
import { startCluster } from './start-cluster.js';

type Options<Name extends CliCommand['name']> = Extract<CliCommand, { readonly name: Name }>;

/** In the run folder of clusters that belong to this command and not to a test. */
const marker = 'started-by-command';

interface Run {
  readonly pid: number;
  readonly description: ClusterDescription;
  readonly isOurs: boolean;
}

function runs(): readonly Run[] {
  return runFolders().flatMap((folder) => {
    const owner = liveOwner(folder);
    const description = readDescription(folder);
    if (owner === undefined || description === undefined) return [];
    return [{ pid: owner.pid, description, isOurs: existsSync(join(folder, marker)) }];
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function table({ nameServers, brokers }: ClusterDescription): string {
  const rows = [
    ['name servers', nameServers.join(';')],
    ...brokers.map(({ name, brokerId, address }) => [brokerId === 0 ? name : `${name} (slave)`, address]),
  ];
  return rows.map(([label = '', value = '']) => `  ${label.padEnd(18)}${value}`).join('\n');
}

/** Resolves with what ended the wait. */
function untilStopped(cluster: Cluster): Promise<string> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'].map(
    (signal) => new Promise<string>((done) => process.once(signal, () => done('Stopping'))),
  );
  const deaths = [...cluster.nameServerNodes, ...cluster.brokers].map(async (server) => {
    const code = await server.ended;
    return `${server.id} ended with code ${code}\n${server.output}`;
  });
  return Promise.race([...signals, ...deaths]);
}

export async function start({ options }: Options<'start'>): Promise<void> {
  const { port, version, logFolder } = options;
  if (!(await isPortFree(port))) throw new Error(`Port ${port} is in use; choose another with --port`);
  if (logFolder !== undefined) await mkdir(logFolder, { recursive: true });
  print(`Starting Apache RocketMQ ${version}`);
  const startedAt = performance.now();
  const cluster = await startCluster({
    ...options,
    ...(logFolder !== undefined && { logFolder: resolve(logFolder) }),
  });
  try {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    await writeFile(join(cluster.runFolder, marker), '');
    print(`Ready after ${seconds} s\n\n${table(cluster.description)}\n`);
    print('Stop with Ctrl-C, or in another terminal with: npm run rocketmq -- stop');
    print(await untilStopped(cluster));
  } finally {
    await cluster.stop();
  }
}

export async function stop(): Promise<void> {
  const ours = runs().filter(({ isOurs }) => isOurs);
  for (const { pid } of ours) process.kill(pid, 'SIGTERM');
  const areGone = (): boolean => ours.every(({ description }) => !existsSync(description.runFolder));
  await untilTrue('Still running', () => Promise.resolve(areGone()));
  print(ours.length === 0 ? 'Nothing to stop' : 'Stopped');
}

export function status(): void {
  const found = runs();
  if (found.length === 0) print('Nothing is running');
  for (const { pid, description, isOurs } of found) {
    const processes = liveProcesses(description.runFolder).length;
    const owner = isOurs ? 'this command' : 'another program, perhaps a test run';
    print(`Apache RocketMQ ${description.version}: ${processes} processes, started by ${owner} (pid ${pid})`);
    print(`${table(description)}\n`);
  }
}

export async function resolveVersion({ version }: Options<'resolve'>): Promise<void> {
  print(await resolveJars(version));
}

export async function admin({ args }: Options<'admin'>): Promise<void> {
  const found = runs();
  const [run, ...others] = found.filter(({ isOurs }) => isOurs || found.length === 1);
  if (run === undefined) throw new Error('No cluster is running: npm run rocketmq -- start');
  if (others.length > 0) throw new Error('More than one cluster is running: npm run rocketmq -- status');
  process.stdout.write(await mqadmin(run, args));
}
