import { parseArgs } from 'node:util';
import type { Effort } from './harness.js';

export interface Arguments {
  /** Beginnings of the names of the benchmarks to run; none is all. */
  readonly prefixes: readonly string[];
  /** A missed gate makes the exit code 1. */
  readonly check: boolean;
  /** Keep the results in `results.md` and `results.json`. */
  readonly write: boolean;
  readonly effort: Effort;
}

const full = { rounds: 9, slotMs: 200 };
/** Enough to see a collapse; too little for a ratio near its gate. */
const quick = { rounds: 5, slotMs: 40 };

/** @throws {TypeError} naming an argument that is unknown */
export function parseArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      check: { type: 'boolean' },
      write: { type: 'boolean' },
      quick: { type: 'boolean' },
      cpu: { type: 'boolean' },
    },
  });
  return {
    prefixes: positionals,
    check: values.check === true,
    write: values.write === true,
    effort: { ...(values.quick === true ? quick : full), cpu: values.cpu === true },
  };
}
