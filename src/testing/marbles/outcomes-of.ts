import type { TestDelivery } from './create-test-delivery.js';

/** Message ids by what became of the messages, in the order of the deliveries. */
export interface DeliveryOutcomes {
  readonly acked: readonly string[];
  readonly retried: readonly string[];
  readonly deadLettered: readonly string[];
  /** Taken away, or given up by an operator whose subscriber has left. */
  readonly lost: readonly string[];
  /** Nobody has decided: they would hold back the committed offset. */
  readonly left: readonly string[];
}

/** What became of deliveries, to be compared with what a test expects. */
export function outcomesOf(deliveries: Iterable<TestDelivery<unknown>>): DeliveryOutcomes {
  const ids = {
    ack: [] as string[],
    retry: [] as string[],
    deadLetter: [] as string[],
    lost: [] as string[],
    left: [] as string[],
  };
  for (const { outcome, messageId } of deliveries) ids[outcome?.type ?? 'left'].push(messageId);
  const { ack, retry, deadLetter, lost, left } = ids;
  return { acked: ack, retried: retry, deadLettered: deadLetter, lost, left };
}
