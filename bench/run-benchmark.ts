import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Benchmark, Effort } from './harness.js';
import type { BenchmarkResult } from './result.js';

const folder = fileURLToPath(new URL('.', import.meta.url));

/**
 * Runs a benchmark in a process of its own: one does not see what the compiler made of the code for another.
 *
 * The library and the benchmark are bundled as our build compiles them. (Loaded through tsx every function that is made would
 * be given its name by a call, which costs more than some of what is measured.) Packages stay outside.
 */
export async function runBenchmark(name: string, effort: Effort): Promise<BenchmarkResult> {
  const file = `./cases/${name}.bench.js`;
  const { benchmark } = (await import(file)) as { readonly benchmark: Benchmark };
  const { nodeFlags = [], processes = [] } = benchmark;
  const bundle = await bundleTo(
    name.replaceAll('/', '-'),
    `import { benchmark } from '${file}';
import { runInChild } from './child.js';
await runInChild(benchmark);`,
  );
  for (const program of processes) await bundleTo(program.replace(/.*\//, ''), `import './${program}.js';`);
  return new Promise((resolve, reject) => {
    const child = fork(bundle, [name, JSON.stringify(effort)], {
      execArgv: ['--expose-gc', ...nodeFlags],
    });
    let result: BenchmarkResult | undefined;
    child.on('message', (message) => (result = message as BenchmarkResult));
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0 && result !== undefined) resolve(result);
      else reject(new Error(`${name} ended with exit code ${code}`));
    });
  });
}

async function bundleTo(name: string, contents: string): Promise<string> {
  const outfile = `${folder}dist/${name}.js`;
  await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}
