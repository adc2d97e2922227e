import { readFileSync } from 'node:fs';

export type Rows = readonly (readonly string[])[];

/** The tables of a page, each with its head, without padding and backquotes. */
export function markdownTables(path: string): readonly Rows[] {
  return readFileSync(path, 'utf8')
    .split(/\n(?!\|)/)
    .map((block) =>
      block
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .map((line) =>
          line
            .split('|')
            .slice(1, -1)
            .map((cell) => cell.trim().replaceAll('`', '')),
        ),
    )
    .filter((rows) => rows.length > 0);
}

/** The rows of the table whose head begins with these words. */
export function rowsOfTable(path: string, ...head: readonly string[]): Rows {
  return markdownTables(path)
    .find(([first]) => head.every((word, index) => first?.[index] === word))!
    .slice(2);
}
