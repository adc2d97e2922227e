/** Brokers write it into their logs. */
const maxLength = 256;

/** Why there is no outcome, for the broker: what an error says of itself, nothing of other values, which may be anything. */
export function describeReason(reason: unknown): string | undefined {
  return reason instanceof Error ? `${reason.name}: ${reason.message}`.slice(0, maxLength) : undefined;
}
