// Packs the built package, puts it where an installation would, and uses it as its users do: an ES module, a CommonJS
// program, and strict TypeScript as ES module, as CommonJS and for a bundler. Needs `npm run build`, no network.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const project = fileURLToPath(new URL('../..', import.meta.url));
const sources = fileURLToPath(new URL('./consumers', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rx-rocketmq-consumers-'));
const modules = join(folder, 'node_modules');

/** Unpacks the package into node_modules, beside the rxjs and the Node types of this project. */
async function install() {
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: project,
    shell: process.platform === 'win32',
  });
  const [{ filename }] = JSON.parse(stdout);
  const target = join(modules, 'rx-rocketmq');
  mkdirSync(join(modules, '@types'), { recursive: true });
  mkdirSync(target);
  await run('tar', ['-xzf', join(folder, filename), '-C', target, '--strip-components=1']);
  for (const name of ['rxjs', '@types/node'])
    symlinkSync(resolve(project, 'node_modules', name), join(modules, name), 'junction');
}

const strict = {
  target: 'es2023',
  lib: ['es2023'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: false,
  noEmit: true,
};

/** Compiles the TypeScript consumer under one of the ways to resolve modules. */
async function compile(name, compilerOptions, files) {
  const config = join(folder, `tsconfig.${name}.json`);
  writeFileSync(config, JSON.stringify({ compilerOptions: { ...strict, ...compilerOptions }, files }));
  await run(process.execPath, [resolve(project, 'node_modules/typescript/bin/tsc'), '-p', config], {
    cwd: folder,
  });
}

/** A program that does not end by itself has left something open. */
const limits = { cwd: folder, timeout: 30_000 };

const consumers = {
  'an ES module on Node': () =>
    run(process.execPath, ['run.mjs', join(project, 'spec/architecture/public-api.txt')], limits),
  'a CommonJS program on Node': () => run(process.execPath, ['run.cjs'], limits),
  'TypeScript, node16, ES module and CommonJS': () =>
    compile('node16', { module: 'node16', moduleResolution: 'node16' }, ['types.mts', 'types.cts']),
  'TypeScript, bundler': () =>
    compile('bundler', { module: 'esnext', moduleResolution: 'bundler' }, ['types.ts']),
};

/** The words of a failure: what the compiler or the program wrote, else the error itself. */
const reason = (error) => `${error.stdout ?? ''}${error.stderr ?? ''}` || String(error);

try {
  await install();
  for (const name of ['run.mjs', 'run.cjs', 'types.ts']) cpSync(join(sources, name), join(folder, name));
  for (const name of ['types.mts', 'types.cts']) cpSync(join(sources, 'types.ts'), join(folder, name));
  const results = await Promise.allSettled(Object.values(consumers).map((consume) => consume()));
  for (const [index, name] of Object.keys(consumers).entries()) {
    const { status, reason: error } = results[index];
    console.log(status === 'fulfilled' ? `ok      ${name}` : `FAILED  ${name}\n${reason(error)}`);
    if (status === 'rejected') process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
