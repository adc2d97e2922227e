import type { Observable } from 'rxjs';

/** The names of the ways in which an embedded server can misbehave. */
export type FaultKind =
  | 'delay'
  | 'drop'
  | 'duplicate'
  | 'reorder'
  | 'corrupt'
  | 'truncate'
  | 'answer'
  | 'cut'
  | 'stopReading'
  | 'halfOpen'
  | 'pause'
  | 'refuse'
  | 'goAway';

/** A fault that was added to a server; `using fault = broker.faults.drop(...)` removes it at the end of the block. */
export interface Fault {
  readonly kind: FaultKind;
  /** How often it has struck. */
  readonly hits: number;
  /** Hot, replays one: {@link Fault.hits}. Completes when it will not strike again: it was removed, or `times` is reached. */
  readonly hits$: Observable<number>;
  /**
   * Takes it away. What it has done to commands is done: those it delays still come at their time. Connections that it keeps from
   * reading or has paused go on. Idempotent.
   */
  remove(): void;
  [Symbol.dispose](): void;
}
