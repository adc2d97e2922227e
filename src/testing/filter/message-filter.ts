/**
 * What a broker looks at before it hands a message of a subscribed topic to a consumer.
 *
 * Two looks, as in the real broker: the hash of the tags stands in the queue and is looked at first, the properties have to be
 * read from the message.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/filter/ExpressionMessageFilter`
 */
export interface MessageFilter {
  /**
   * False: the message was not asked for, as far as the hash of its tags tells (undefined: it has none). Hashes collide, and the
   * broker checks nothing else: consumers compare the tags themselves.
   */
  matchesTags(tagsCode: number | undefined): boolean;
  /** Undefined when the tags decide alone; otherwise both have to match. */
  readonly matchesProperties?: ((properties: Readonly<Record<string, string>>) => boolean) | undefined;
}

/** The filter of a subscription to `*`. */
export const everything: MessageFilter = { matchesTags: () => true };
