import { strict as assert } from 'node:assert';
import { median } from './median.js';
import type { BenchmarkResult, Row } from './result.js';

/** How long and how often. */
export interface Effort {
  /** Rounds that count; one more is thrown away as warm-up. */
  readonly rounds: number;
  /** Milliseconds for each contestant in each round. */
  readonly slotMs: number;
  /** Ratios of processor time in every benchmark: for a machine that is busy with other things. */
  readonly cpu: boolean;
}

/** Less does not get all of the code compiled. */
const minWarmUpMs = 150;

/** One of those that do the same work. */
export interface Contestant {
  readonly name: string;
  /** Does the work `operations` times and returns a number that depends on all of it. */
  run(): number | Promise<number>;
}

export interface Peer extends Contestant {
  /** The subject must reach at least this many times the peer's rate. Without it the ratio is only shown. */
  readonly atLeast?: number;
}

export interface Comparison {
  /** What is varied: a size, a form. */
  readonly name: string;
  /** What is counted, in the plural. */
  readonly unit: string;
  /** How many of them one `run` does. */
  readonly operations: number;
  /** What every `run` of every contestant must return. */
  readonly expected: number;
  readonly subject: Contestant;
  readonly peers: readonly Peer[];
}

/** A figure that is not a rate: bytes, a duration, a quotient. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly peer?: { readonly name: string; readonly value: number };
  /** Bounds of `value`, or of its quotient with the peer's where there is one. */
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** What a file `cases/<group>/<name>.bench.ts` exports as `benchmark`. */
export interface Benchmark {
  /** Which time the ratios are made of. With sockets that of the processor is the steadier one. Default `wall`. */
  readonly clock?: 'wall' | 'cpu';
  /** For the process that it runs in. */
  readonly nodeFlags?: readonly string[];
  /** What has to be known to read its figures, below the table. */
  readonly notes?: readonly string[];
  /** Programs that it starts, without extension; their bundles lie beside its own. */
  readonly processes?: readonly string[];
  measure(bench: Bench): void | Promise<void>;
}

/** What one contestant did in one round. */
interface Slot {
  readonly wallNs: number;
  readonly cpuNs: number;
}

/** Measures contestants by turns, in one process, and keeps the rows of the table. */
export class Bench {
  readonly effort: Effort;
  readonly #name: string;
  readonly #clock: 'wall' | 'cpu';
  readonly #notes: readonly string[];
  readonly #rows: Row[] = [];

  /** @param name - `group/name`, from the path of the file */
  constructor(name: string, { clock = 'wall', notes = [] }: Benchmark, effort: Effort) {
    this.effort = effort;
    this.#name = name;
    this.#clock = effort.cpu ? 'cpu' : clock;
    this.#notes = notes;
  }

  /** Interleaves subject and peers (A B C, C B A, …) and adds one row for each peer. */
  async compare(comparison: Comparison): Promise<void> {
    const { name, unit, operations, subject, peers } = comparison;
    const contestants = [subject, ...peers];
    const runs: number[] = [];
    for (const contestant of contestants) runs.push(await this.#calibrate(contestant, comparison));
    const slots: Slot[][] = contestants.map(() => []);
    for (let round = 0; round <= this.effort.rounds; round++) {
      const order = contestants.map((_, index) => (round % 2 === 0 ? index : contestants.length - 1 - index));
      for (const index of order) {
        const slot = await timeRuns(contestants[index]!, runs[index]!, comparison);
        if (round > 0) slots[index]!.push(slot);
      }
    }
    const [own, ...others] = slots.map((list) => list.map((slot) => this.#nanoseconds(slot) / operations));
    peers.forEach((peer, index) => {
      const theirs = others[index]!;
      const ratio = median(theirs.map((value, round) => value / own![round]!));
      const gate =
        peer.atLeast === undefined ? undefined : { bound: 'at least' as const, limit: peer.atLeast };
      this.#rows.push({
        benchmark: this.#name,
        variant: name,
        subject: subject.name,
        unit: this.#clock === 'cpu' ? `${unit} per CPU s` : `${unit}/s`,
        value: 1e9 / median(own!),
        peer: { name: peer.name, value: 1e9 / median(theirs), ratio },
        gate,
        held: gate === undefined || ratio >= gate.limit,
      });
    });
  }

  /** Adds a figure that the benchmark has measured by itself. */
  figure({ name, value, unit, peer, atLeast, atMost }: Figure): void {
    const ratio = peer === undefined ? undefined : value / peer.value;
    const bounds = [
      ...(atLeast === undefined ? [] : [{ bound: 'at least' as const, limit: atLeast }]),
      ...(atMost === undefined ? [] : [{ bound: 'at most' as const, limit: atMost }]),
    ];
    const judged = ratio ?? value;
    for (const gate of bounds.length === 0 ? [undefined] : bounds)
      this.#rows.push({
        benchmark: this.#name,
        variant: name,
        subject: 'rx-rocketmq',
        unit,
        value,
        peer: peer === undefined ? undefined : { ...peer, ratio: ratio! },
        gate,
        held: gate === undefined || (gate.bound === 'at least' ? judged >= gate.limit : judged <= gate.limit),
      });
  }

  get result(): BenchmarkResult {
    return { name: this.#name, clock: this.#clock, rows: this.#rows, notes: this.#notes };
  }

  /** Warms the code up and finds out how many runs fill a slot. */
  async #calibrate(contestant: Contestant, comparison: Comparison): Promise<number> {
    const { slotMs } = this.effort;
    const enoughMs = Math.max(slotMs, minWarmUpMs);
    for (let runs = 1; ;) {
      const { wallNs } = await timeRuns(contestant, runs, comparison);
      const runMs = Math.max(wallNs / 1e6, 1e-6);
      if (runs * runMs >= enoughMs / 2) return Math.max(1, Math.round(slotMs / runMs));
      runs = Math.ceil(Math.min(runs * 10, enoughMs / runMs));
    }
  }

  #nanoseconds({ wallNs, cpuNs }: Slot): number {
    return this.#clock === 'cpu' ? cpuNs : wallNs;
  }
}

async function timeRuns(contestant: Contestant, runs: number, comparison: Comparison): Promise<Slot> {
  // Nobody pays for the garbage of the one before. A full collection would throw away compiled code as well.
  globalThis.gc?.({ type: 'minor' });
  const cpuStart = process.cpuUsage();
  const start = process.hrtime.bigint();
  for (let run = 0; run < runs; run++) {
    let result = contestant.run();
    if (typeof result !== 'number') result = await result;
    if (result !== comparison.expected)
      assert.equal(result, comparison.expected, `${comparison.name}: ${contestant.name} did something else`);
  }
  const wallNs = Number(process.hrtime.bigint() - start);
  const cpu = process.cpuUsage(cpuStart);
  return { wallNs: wallNs / runs, cpuNs: ((cpu.user + cpu.system) * 1000) / runs };
}
