import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** A TypeScript file of the project. */
export interface SourceFile {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The text with comments blanked out: what the compiler sees, on the same lines. */
  readonly code: string;
}

/** One `import … from`, `export … from`, `import '…'` or `import('…')`. */
export interface ImportLine {
  readonly path: string;
  readonly line: number;
  readonly specifier: string;
  /** Erased by the compiler: `import type`, `export type`. */
  readonly typeOnly: boolean;
  /** The file a relative specifier points at, as a path like {@link SourceFile.path}; undefined for packages. */
  readonly target: string | undefined;
}

const stringsAndComments =
  /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;

const blank = (comment: string): string => comment.replaceAll(/[^\n]/g, ' ');

/** Replaces comments by blanks; strings keep their text, also when it looks like a comment. */
export function withoutComments(text: string): string {
  return text.replaceAll(stringsAndComments, (found: string, string?: string) => string ?? blank(found));
}

/** Every TypeScript file below `folder`, in order of path; none when there is no such folder. */
export function sourceFiles(folder: string): readonly SourceFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .toSorted()
    .map((path) => {
      const text = readFileSync(path, 'utf8');
      return { path, text, code: withoutComments(text) };
    });
}

/** 1-based line of an index into a text. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

// The formatter guarantees single quotes and statements at the start of a line.
const clause = String.raw`(?<type>type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\}|\w+(?:\s*,\s*\{[^}]*\})?)\s+from\s+`;
const statement = new RegExp(`^(?:import|export)\\s+(?:${clause})'(?<specifier>[^']+)'`, 'gm');
const bare = /(?:^import\s+|\bimport\(\s*)'(?<specifier>[^']+)'/gm;

/** Everything a file imports or re-exports, types included. */
export function importsOf({ path, code }: SourceFile): readonly ImportLine[] {
  return [...code.matchAll(statement), ...code.matchAll(bare)].map((match) => {
    const specifier = match.groups?.['specifier'] ?? '';
    const target = specifier.startsWith('.')
      ? posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts')
      : undefined;
    const typeOnly = match.groups?.['type'] !== undefined;
    return { path, line: lineAt(code, match.index), specifier, typeOnly, target };
  });
}
