/** How much may be in memory and unsettled at once. */
export interface WindowOptions {
  /** Unsettled messages of the consumer. Default 1000. */
  readonly messages?: number;
  /** Bytes of their bodies, decompressed. Default 64 MiB. One message is always let in, however large. */
  readonly bytes?: number;
  /** Unsettled messages of one queue. Default half of `messages`. */
  readonly perQueue?: number;
  /** Offsets between the lowest unsettled message of a queue and the next one pulled. Default 2000, as in Java. */
  readonly span?: number;
}

export type Window = Readonly<Required<WindowOptions>>;
