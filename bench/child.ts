import { Bench, type Benchmark, type Effort } from './harness.js';

/** Runs a benchmark in this process, which was forked for it, and tells the parent the result. */
export async function runInChild(benchmark: Benchmark): Promise<void> {
  const [name = '', effort = '{}'] = process.argv.slice(2);
  const bench = new Bench(name, benchmark, JSON.parse(effort) as Effort);
  await benchmark.measure(bench);
  // Timers of what was measured may still be waiting.
  process.send?.(bench.result, () => process.exit());
}
