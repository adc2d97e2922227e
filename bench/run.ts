import { readdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArguments } from './arguments.js';
import { describeMachine } from './machine.js';
import { otherResults } from './other-results.js';
import type { BenchmarkResult, Results } from './result.js';
import { runBenchmark } from './run-benchmark.js';
import { toPage, toTable } from './table.js';

const folder = new URL('.', import.meta.url);
const { prefixes, check, write, effort } = parseArguments(process.argv.slice(2));
const [loadAverage = 0] = loadavg();

const benchmarks: BenchmarkResult[] = [];
const suffix = '.bench.ts';
const names = readdirSync(new URL('cases', folder), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith(suffix))
  .map((path) => path.slice(0, -suffix.length).replaceAll('\\', '/'))
  .filter((name) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix)))
  .toSorted();
for (const name of names) {
  const result = await runBenchmark(name, effort);
  benchmarks.push(result);
  console.log(`${toTable(result.rows)}\n`);
}

const missed = benchmarks.flatMap(({ rows }) => rows).filter(({ held }) => !held);
for (const { benchmark, variant, peer } of missed)
  console.log(`missed: ${benchmark}: ${variant}${peer === undefined ? '' : `, against ${peer.name}`}`);
if (benchmarks.length === 0) console.log(`No benchmark has a name that begins with ${prefixes.join(' or ')}`);

if (write) {
  const file = new URL('results.json', folder);
  const others = prefixes.length === 0 ? [] : otherResults(file, benchmarks);
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    machine: describeMachine(),
    ...effort,
    loadAverage,
    benchmarks: [...others, ...benchmarks].toSorted((one, other) => (one.name < other.name ? -1 : 1)),
  };
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(new URL('results.md', folder), toPage(results));
}
if (benchmarks.length === 0 || (check && missed.length > 0)) process.exitCode = 1;
