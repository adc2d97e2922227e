/**
 * Hears how each call of a client ends. Called on the hot path, synchronously and before the caller hears: must not throw,
 * and should not allocate.
 */
export interface TrafficObserver {
  /** A reply came, so many milliseconds after the call began. `parked`: the other side took its time on purpose. */
  answered(latencyMs: number, parked: boolean): void;
  /** The same, but what reads the reply made this error of it. */
  refused(error: unknown, latencyMs: number, parked: boolean): void;
  /** The call has no reply, or it or a oneway could not be written. The same error may end many calls. */
  failed(error: unknown): void;
}
