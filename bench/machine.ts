import { cpus, totalmem } from 'node:os';
import type { Results } from './result.js';

/** What it ran on, without anything that names the machine. */
export function describeMachine(): Results['machine'] {
  const [first] = cpus();
  return {
    cpu: first?.model.trim() ?? 'unknown processor',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}
