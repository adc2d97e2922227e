/** How single sends are put together into batches. */
export interface BatchingOptions {
  /** A batch goes when it has so many messages. Default 500. */
  readonly maxMessages?: number;
  /** Bytes of a batch, at most; what is larger alone is not batched. At most `maxMessageBytes`. Default 32 KiB, as in Java. */
  readonly maxBytes?: number;
  /**
   * Milliseconds that the first message of a batch waits for others; part of its `timeoutMs`, and less than that. With 0 only sends
   * that begin in the same turn of the program share a batch. Default 10, as in Java.
   */
  readonly lingerMs?: number;
  /** Bytes that wait in batches which have not begun; above that messages are sent alone. Default 32 MiB, as in Java. */
  readonly maxHeldBytes?: number;
}

export type ResolvedBatching = Readonly<Required<BatchingOptions>>;
