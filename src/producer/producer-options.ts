/** Options of a producer. */
export interface ProducerOptions {
  /** Producer group: who the broker asks about transactions, and what statistics go by. */
  readonly group: string;
  /** Milliseconds for a send with all of its attempts. Default 3000, as in Java. */
  readonly timeoutMs?: number;
  /** Milliseconds for one attempt while others are left. Default: `timeoutMs` divided by the number of attempts. */
  readonly attemptTimeoutMs?: number;
  /** Attempts after the first. Default 2, as in Java. */
  readonly retries?: number;
  /** Queues of a topic that a broker creates on its first message. Default 4, as in Java. */
  readonly defaultTopicQueues?: number;
  /** Largest body in bytes. Default 4 MiB, the default of brokers. */
  readonly maxMessageBytes?: number;
}

export type ResolvedProducerOptions = Readonly<Required<ProducerOptions>>;
