import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

export interface MochaRun {
  readonly args: readonly string[];
  /** Name of one of mocha's reporters: `Dot` for many small tests, `Spec` for few long ones, `Base` for silence. */
  readonly show: 'Dot' | 'Spec' | 'Base';
  readonly env?: Readonly<Record<string, string>>;
  /** A run that takes longer is ended and counts as failed. */
  readonly maxMinutes: number;
}

const mocha = resolve('node_modules/mocha/bin/mocha.js');
const reporter = resolve('tools/test/counting-reporter.mjs');

function readCounts(file: string): Counts | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Counts;
  } catch {
    return undefined; // mocha did not come to its end
  }
}

/** Runs mocha in a process of its own and resolves with what it counted; a run that broke has at least one failure. */
export async function runMocha({ args, show, env = {}, maxMinutes }: MochaRun): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'rx-rocketmq-test-'));
  const counts = join(folder, 'counts.json');
  const options = ['--reporter', reporter, '--reporter-option', `show=${show},counts=${counts}`];
  const exitCode = await new Promise<number | null>((done, fail) => {
    const child = spawn(process.execPath, [mocha, ...args, ...options], {
      stdio: 'inherit',
      env: { ...process.env, ...env },
      timeout: maxMinutes * 60_000,
      // mocha passes this one on to the process that runs the tests.
      killSignal: 'SIGINT',
    });
    child.once('error', fail);
    child.once('exit', done);
  });
  const counted = readCounts(counts);
  rmSync(folder, { recursive: true });
  if (counted === undefined) {
    console.log(
      `The run did not come to its end; it may take ${maxMinutes} minutes. It counts as one failure.`,
    );
    return { passed: 0, failed: 1 };
  }
  return exitCode === 0 ? counted : { ...counted, failed: Math.max(counted.failed, 1) };
}
