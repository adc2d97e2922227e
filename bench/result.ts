/** What a ratio, or a figure without a peer, has to keep. */
export interface Gate {
  readonly bound: 'at least' | 'at most';
  readonly limit: number;
}

/** One line of the table. */
export interface Row {
  readonly benchmark: string;
  readonly variant: string;
  readonly subject: string;
  readonly unit: string;
  /** Median over the rounds. */
  readonly value: number;
  readonly peer: PeerFigure | undefined;
  readonly gate: Gate | undefined;
  readonly held: boolean;
}

export interface PeerFigure {
  readonly name: string;
  readonly value: number;
  /** Subject to peer, the median of the ratios of the rounds: how many times the rate, or the quotient of the figures. */
  readonly ratio: number;
}

export interface BenchmarkResult {
  readonly name: string;
  readonly clock: 'wall' | 'cpu';
  readonly rows: readonly Row[];
  /** What has to be known to read them. */
  readonly notes?: readonly string[];
}

/** Of one run, or of several that measured different things. */
export interface Results {
  readonly date: string;
  readonly node: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memoryGiB: number };
  readonly rounds: number;
  readonly slotMs: number;
  readonly cpu: boolean;
  readonly loadAverage: number;
  readonly benchmarks: readonly BenchmarkResult[];
}
