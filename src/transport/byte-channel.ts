/** What happens on a {@link ByteChannel}. Called synchronously, never from within a call of the channel. */
export interface ByteChannelListener {
  /** So many bytes were read into the region that the channel was made with. */
  onRead(bytes: number): void;
  /** Bytes that were read, valid during the call. */
  onData(chunk: Buffer): void;
  /** After a `write` that returned false: more may be written. */
  onDrain(): void;
  /** The other side will send no more. */
  onEnd(): void;
  /** The last call: the channel is gone, by an error or in order. */
  onClosed(error: Error | undefined): void;
}

/** Told by the channel when bytes were handed over, or, with an error, that they will not be. */
export type OnWritten = (error?: Error | null) => void;

/** Moves bytes both ways: a socket, or one end of a pipe in memory. Either direction can end before the other. */
export interface ByteChannel {
  /** Once, before anything else. */
  attach(listener: ByteChannelListener): void;
  /** Begins to read, or goes on after `pause`. Idempotent. */
  resume(): void;
  /** Reads nothing until `resume`; an end that comes right behind what was read may still be told. Idempotent. */
  pause(): void;
  /** Sends the parts in one go; false asks to wait for `onDrain` before more is written. */
  write(parts: readonly Uint8Array[], onWritten: OnWritten): boolean;
  /** Says that no more will be sent, after all that was written. */
  end(): void;
  /** Ends both directions at once. */
  destroy(): void;
}
