/** Who of several brokers is to get a message that any of their queues will do for. */
export interface BrokerChoice {
  /** How gladly messages are given to a broker: 0 is best; the others only get what nobody better could take. */
  rank(address: string): number;
  /** Chooses instead of the turns of queues. Its addresses are not empty; undefined leaves it to the turns. */
  readonly pick?: ((addresses: readonly string[]) => string | undefined) | undefined;
}
