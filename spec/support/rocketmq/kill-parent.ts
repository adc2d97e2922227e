import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isProcessAlive } from '../../../tools/rocketmq/process-identity.js';
import { untilTrue } from '../../../tools/rocketmq/sequence.js';

const script = fileURLToPath(new URL('doomed-parent.ts', import.meta.url));

/** Starts a process that starts servers (`sleep`, or a version of Apache RocketMQ), kills it, resolves with their pids. */
export async function killParentOf(kind: string): Promise<readonly number[]> {
  const parent = spawn(process.execPath, ['--import', 'tsx/esm', script, kind], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(parent, 'exit');
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  parent.kill('SIGKILL');
  await gone;
  return JSON.parse(line.toString()) as readonly number[];
}

export function untilProcessEnds(pid: number): Promise<void> {
  return untilTrue(`Process ${pid} is still there`, () => Promise.resolve(!isProcessAlive(pid)));
}
