import type { SendStatus } from '../broker/calls/send-message.js';
import type { BatchingOptions, ResolvedBatching } from './batch/batching-options.js';
import type { ResolvedTraceOptions, TraceOptions } from '../sending/trace/trace-collector.js';
import type { QueueSelector } from './queue-selector.js';
import type { TransactionChecker } from './transaction/transaction-options.js';

/** How bodies are made smaller before they are sent. */
export interface ProducerCompression {
  /** `zlib`, `lz4`, `zstd` (the last two by optional packages), or one of the client's own `compressions`. Default `zlib`. */
  readonly algorithm?: string;
  /** Of the algorithm's own scale. Default: the algorithm's; 5 for zlib, as in Java. */
  readonly level?: number | undefined;
  /** Bodies of at least this many bytes are compressed. Default 4096, as in Java. */
  readonly threshold?: number;
}

/** Options of a producer. */
export interface ProducerOptions {
  /** Producer group: who the broker asks about transactions, and what statistics go by. */
  readonly group: string;
  /** Milliseconds for a send with all of its attempts, the wait for its turn included. Default 3000, as in Java. */
  readonly timeoutMs?: number;
  /** Milliseconds for one attempt while others are left. Default: `timeoutMs` divided by the number of attempts. */
  readonly attemptTimeoutMs?: number;
  /** Attempts after the first. Default 2, as in Java. */
  readonly retries?: number;
  /** Queues of a topic that a broker creates on its first message. Default 4, as in Java. */
  readonly defaultTopicQueues?: number;
  /** Largest body in bytes. Default 4 MiB, the default of brokers. */
  readonly maxMessageBytes?: number;
  /**
   * Answers that count as success. Default: all four, since the master has the message in each case. With `['ok']` a send whose
   * answer is another is tried again, and errs in the end, although the message is stored.
   */
  readonly requireStatus?: readonly SendStatus[];
  /** False sends every body as it is. Default: zlib from 4096 bytes on. A body that would not become smaller stays as it is. */
  readonly compression?: ProducerCompression | false;
  /**
   * Sends that can go together share a request, and each has its receipt: fewer requests, for up to `lingerMs` more latency. Delayed
   * messages, bodies that would be compressed and messages for a queue that is not known yet are sent as without it. Default false.
   */
  readonly batching?: BatchingOptions | false;
  /** Chooses queues for messages that do not name one. Default `selectByHash`: by order key as Java does, round robin without one. */
  readonly queueSelector?: QueueSelector;
  /**
   * Answers brokers that ask how a transaction of this group ended, whichever producer began it. With it the producer makes itself known
   * to every broker at once, not only when it sends. Default: none; see {@link Producer.checks$}.
   */
  readonly checker?: TransactionChecker;
  /** Sends under way at once; others wait. Default 1024. */
  readonly maxInFlight?: number;
  /** Bytes of bodies under way at once; a larger body passes alone. Default 64 MiB. */
  readonly maxInFlightBytes?: number;
  /**
   * Tells RocketMQ's message trace what is sent: true, or where and how often. Its topic must exist or be created by brokers
   * (`traceTopicEnable`). Default false.
   */
  readonly trace?: boolean | TraceOptions;
  /** Sends that may wait; above that they are refused. Default 10,000. */
  readonly maxWaiting?: number;
  /** Requests that may wait for their replies at once; above that they are refused. Default 10,000. */
  readonly maxAwaitedReplies?: number;
}

/** Options with every default filled in. */
export type ResolvedProducerOptions = Readonly<
  Required<Omit<ProducerOptions, 'compression' | 'checker' | 'batching' | 'trace'>> & {
    readonly batching: ResolvedBatching | false;
    readonly checker: TransactionChecker | undefined;
    readonly trace: ResolvedTraceOptions | false;
    readonly compression: Readonly<ProducerCompression & { algorithm: string; threshold: number }> | false;
  }
>;
