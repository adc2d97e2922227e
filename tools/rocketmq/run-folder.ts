import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { identifyProcess, isSameProcess, type ProcessIdentity } from './process-identity.js';

const prefix = 'run-';

/** Below this folder every cluster of this user has one of its own: configuration, stores, and who owns it. */
export function runsFolder(): string {
  return join(tmpdir(), `rx-rocketmq-${userInfo().username}`);
}

/** A folder that carries the identity of this process, so that others can tell whether it is still in use. */
export async function createRunFolder(runs = runsFolder()): Promise<string> {
  await mkdir(runs, { recursive: true });
  const scratch = await mkdtemp(join(runs, '.new-'));
  await mkdir(join(scratch, 'pids'));
  await writeFile(join(scratch, 'owner.json'), JSON.stringify(identifyProcess(process.pid)));
  const folder = join(runs, basename(scratch).replace('.new-', prefix));
  await rename(scratch, folder);
  return folder;
}

/** Notes a process that belongs to a run, for whoever sweeps after we were killed. */
export async function recordProcess(runFolder: string, name: string, pid: number): Promise<void> {
  const identity = identifyProcess(pid);
  if (identity !== undefined) await writeFile(join(runFolder, 'pids', name), JSON.stringify(identity));
}

function readIdentity(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

/** The process that owns a run, if it is still the one that created it. */
export function liveOwner(runFolder: string): ProcessIdentity | undefined {
  const owner = readIdentity(join(runFolder, 'owner.json'));
  return owner !== undefined && isSameProcess(owner) ? owner : undefined;
}

/** The run folders there are, dead owners' included. */
export function runFolders(runs = runsFolder()): readonly string[] {
  if (!existsSync(runs)) return [];
  return readdirSync(runs)
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(runs, name));
}

/** The processes of a run that are still there; a pid that now belongs to another process is not among them. */
export function liveProcesses(runFolder: string): readonly ProcessIdentity[] {
  const pids = join(runFolder, 'pids');
  if (!existsSync(pids)) return [];
  return readdirSync(pids)
    .map((name) => readIdentity(join(pids, name)))
    .filter((identity) => identity !== undefined && isSameProcess(identity)) as ProcessIdentity[];
}

export function killProcesses(runFolder: string): void {
  for (const { pid } of liveProcesses(runFolder)) process.kill(pid, 'SIGKILL');
}

/** Kills what runs of dead owners left behind, and removes their folders. Returns these. */
export async function sweepRunFolders(runs = runsFolder()): Promise<readonly string[]> {
  const abandoned = runFolders(runs).filter((folder) => liveOwner(folder) === undefined);
  for (const folder of abandoned) killProcesses(folder);
  await Promise.all(abandoned.map((folder) => rm(folder, { recursive: true, force: true })));
  return abandoned;
}
