import { readFileSync } from 'node:fs';
import { withoutComments } from './source-files.js';

/** One way into the package, as `exports` of package.json offers it. */
export interface EntryPoint {
  /** What a user appends to the package's name: `.`, `./protocol`. */
  readonly subpath: string;
  /** The file it is built from: `src/protocol/index.ts`. */
  readonly source: string;
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly import: { readonly default: string } }>>;
}

/** The entry points of package.json, without files that are exported as they are. */
export function entryPoints(): readonly EntryPoint[] {
  const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  return Object.entries(manifest.exports).flatMap(([subpath, target]) =>
    typeof target === 'string'
      ? []
      : {
          subpath,
          source: target.import.default.replace('./dist/esm/', 'src/').replace(/\.js$/, '.ts'),
        },
  );
}

/** One name that an entry point exports. */
export interface ExportedName {
  readonly name: string;
  /** A type exists for the compiler only. */
  readonly kind: 'value' | 'type';
}

const reExport = /^export\s+(?<type>type\s+)?\{(?<names>[^}]*)\}\s+from\s+'[^']+';$/gm;

/** What a file of named re-exports exports; `rest` is everything in it that is no such statement. */
export function readDoor(source: string): { readonly names: readonly ExportedName[]; readonly rest: string } {
  const code = withoutComments(readFileSync(source, 'utf8'));
  const names = [...code.matchAll(reExport)].flatMap(({ groups }) =>
    (groups?.['names'] ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name): ExportedName => {
        const kind = groups?.['type'] !== undefined || name.startsWith('type ') ? 'type' : 'value';
        return { name: name.replace(/^type\s+/, '').replace(/^.*\sas\s+/, ''), kind };
      }),
  );
  return { names, rest: code.replaceAll(reExport, '').trim() };
}

export const publicApiFile = 'spec/architecture/public-api.txt';

/** The lines of the list of the public API below the heading `[subpath]`, such as `value Single`. */
export function listedNames(subpath: string): readonly string[] {
  const sections = readFileSync(publicApiFile, 'utf8').split(/^(?=\[)/m);
  const section = sections.find((text) => text.startsWith(`[${subpath}]\n`)) ?? '';
  return section
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
}
