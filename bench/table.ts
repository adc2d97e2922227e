import type { Gate, Results, Row } from './result.js';

const headings = ['case', 'figure', 'peer', 'its figure', 'ratio', 'gate', ''] as const;

/** The rows as a table in Markdown, aligned for reading as it is. */
export function toTable(rows: readonly Row[]): string {
  const lines = [headings, ...rows.map(toCells)].map((cells) =>
    cells.map((cell) => cell.replaceAll('|', '\\|')),
  );
  const widths = headings.map((_, column) => Math.max(3, ...lines.map((cells) => cells[column]!.length)));
  const toLine = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [first, ...others] = lines.map(toLine);
  return [first, toLine(widths.map((width) => '-'.repeat(width))), ...others].join('\n');
}

/** The page `results.md`. */
export function toPage(results: Results): string {
  const { machine, node, date, rounds, slotMs, loadAverage, benchmarks } = results;
  const rows = benchmarks.flatMap((benchmark) => benchmark.rows);
  const gates = rows.filter(({ gate }) => gate !== undefined);
  const held = gates.filter((row) => row.held).length;
  const notes = benchmarks.flatMap((benchmark) => benchmark.notes ?? []);
  return `# Results

Written by \`npm run bench -- --write\`, which keeps the figures of what it does not run; how to read it is in [README.md](README.md).
The same figures are in \`results.json\`.

- ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB; load ${loadAverage.toFixed(2)} when the last run began
- Node ${node}, ${date}
- median of ${rounds} rounds of ${slotMs} ms for each contestant; ratios are the medians of the ratios of the rounds
- ${held} of ${gates.length} gates held

${toTable(rows)}
${notes.length === 0 ? '' : `\n## Notes\n\n${notes.map((note) => `- ${note}`).join('\n')}\n`}`;
}

function toCells({ benchmark, variant, subject, unit, value, peer, gate, held }: Row): readonly string[] {
  const own = subject === 'rx-rocketmq' ? '' : ` (${subject})`;
  return [
    `${benchmark}: ${variant}${own}`,
    `${toFigure(value)} ${unit}`,
    peer?.name ?? '',
    peer === undefined ? '' : toFigure(peer.value),
    peer === undefined ? '' : `${toFigure(peer.ratio)}x`,
    toBound(gate, peer === undefined ? '' : 'x'),
    gate === undefined ? '' : held ? 'held' : 'missed',
  ];
}

function toBound(gate: Gate | undefined, unit: string): string {
  if (gate === undefined) return '';
  return `${gate.bound === 'at least' ? '>=' : '<='} ${Number(gate.limit.toPrecision(3))}${unit}`;
}

/** Three significant digits. */
function toFigure(value: number): string {
  for (const [limit, suffix] of [
    [1e6, 'M'],
    [1e4, 'k'],
  ] as const)
    if (value >= limit) return `${toDigits(value / (suffix === 'M' ? 1e6 : 1e3))}${suffix}`;
  return toDigits(value);
}

function toDigits(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
