/** Brokers say 0 or -1 for "never". */
export function timeOf(timestamp: number): Date | undefined {
  return timestamp > 0 ? new Date(timestamp) : undefined;
}
