/** What a program decided about a delivery. */
export type Decision =
  | { readonly type: 'ack' }
  | { readonly type: 'retry'; readonly delay: RetryDelay }
  | { readonly type: 'deadLetter'; readonly reason: string };

/** When to see a message again; without either, when the broker likes: later each time. */
export interface RetryDelay {
  /** A level of the broker's delay table, from 1. Wins over `delayMs`. */
  readonly level?: number | undefined;
  /** Milliseconds, rounded up to a level. */
  readonly delayMs?: number | undefined;
}

/** How a delivery ended. `lost`: the decision came too late, the queue or the consumer was gone; the message comes again elsewhere. */
export type Outcome = Decision | { readonly type: 'lost'; readonly reason: LostReason };

export type LostReason = 'revoked' | 'reset' | 'released';

/**
 * The life of a delivery: `delivered` -> `deciding` (the decision is being carried out) -> `settled`, or `lost` from either.
 */
export type DeliveryState = 'delivered' | 'deciding' | 'settled' | 'lost';
