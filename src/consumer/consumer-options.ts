import type { UndecodableDelivery } from '../delivery/admission.js';
import type { PullOptions } from '../delivery/pull-source.js';
import type { Window, WindowOptions } from '../delivery/window-options.js';
import type { Decision } from '../delivery/outcome.js';
import type { Allocate } from './allocate/averagely.js';
import type { ConsumeFrom } from './start-offset.js';

/** Options of a consumer. */
export interface ConsumerOptions {
  /** Consumer group. Members of one group share the queues of a topic and one committed offset per queue. */
  readonly group: string;
  /** What to consume: for each topic `*`, a tag, or tags joined by `||`. All members of a group must subscribe alike. */
  readonly subscribe: Readonly<Record<string, string>>;
  /**
   * Where a group begins in queues for which it has nothing committed: the end, the beginning, or the first message stored at or
   * after a time. Applies to queues that exist when consuming starts; queues that appear later are read from their beginning.
   * Default `last`.
   */
  readonly from?: ConsumeFrom;
  /** How much may be unsettled at once. */
  readonly window?: WindowOptions;
  /** Deliveries after the first before a message becomes a dead letter. Default 16, as in Java. */
  readonly maxReconsumeTimes?: number;
  /** How the group shares queues; all members must use the same. Default averagely, as in Java. */
  readonly allocate?: Allocate;
  /** Milliseconds between two commits of changed offsets. Default 5000, as in Java. */
  readonly commitIntervalMs?: number;
  /** Milliseconds between two checks of the shares, besides those that brokers ask for. Default 20,000, as in Java. */
  readonly rebalanceIntervalMs?: number;
  /** Milliseconds before a round of sharing that failed is repeated. Default 1000. */
  readonly rebalanceRetryMs?: number;
  /** Milliseconds before a message that could not be given back to the broker is handed out again. Default 5000, as in Java. */
  readonly localRetryDelayMs?: number;
  /** Milliseconds for which deliveries stay settleable after unsubscribing. Default 5000; 0 gives them up at once. */
  readonly releaseTimeoutMs?: number;
  /** How long a broker may hold a pull that finds nothing, and when a failed one is repeated. */
  readonly pull?: Partial<PullOptions>;
  /** Bytes to which one compressed body may unpack; above, the message is undecodable. Default 64 MiB. */
  readonly maxDecompressedBytes?: number;
  /**
   * What becomes of a message whose body cannot be unpacked. It has the raw record and is asked once per message. Default: dead
   * letter. (A record of which not even the position can be read is reported as an event only.)
   */
  readonly onUndecodable?: (undecodable: UndecodableDelivery) => Decision;
}

/** Options with every default filled in. */
export interface ResolvedConsumerOptions {
  readonly group: string;
  readonly subscribe: Readonly<Record<string, string>>;
  readonly from: ConsumeFrom;
  readonly window: Window;
  readonly maxReconsumeTimes: number;
  readonly allocate: Allocate;
  readonly commitIntervalMs: number;
  readonly rebalanceIntervalMs: number;
  /** Milliseconds before a round of sharing that failed is repeated. */
  readonly rebalanceRetryMs: number;
  readonly releaseTimeoutMs: number;
  readonly localRetryDelayMs: number;
  readonly pull: PullOptions;
  readonly maxDecompressedBytes: number;
  readonly onUndecodable: (undecodable: UndecodableDelivery) => Decision;
}
