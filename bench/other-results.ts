import { existsSync, readFileSync } from 'node:fs';
import type { BenchmarkResult, Results } from './result.js';

/** What the file of results has of benchmarks that were not run now. */
export function otherResults(file: URL, run: readonly BenchmarkResult[]): readonly BenchmarkResult[] {
  if (!existsSync(file)) return [];
  const { benchmarks } = JSON.parse(readFileSync(file, 'utf8')) as Results;
  const names = new Set(run.map(({ name }) => name));
  return benchmarks.filter(({ name }) => !names.has(name));
}
