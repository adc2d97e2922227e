import { InvalidArgumentError } from '../errors/usage-error.js';
import { javaHash } from '../protocol/java-hash.js';
import type { SubscriptionData } from '../protocol/bodies/heartbeat-data.js';

const expected = '"*", or tags such as "paid || refunded"';

/**
 * The tags of an expression; none for `*` and for an empty one, which mean everything.
 *
 * @throws {InvalidArgumentError} when the expression names no tag
 */
export function parseTags(expression: unknown, path: string): readonly string[] {
  if (typeof expression !== 'string') throw new InvalidArgumentError(path, expected);
  const text = expression.trim();
  if (text === '*' || text === '') return [];
  const tags = text
    .split('||')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  if (tags.length === 0) throw new InvalidArgumentError(path, expected);
  return tags;
}

/**
 * What a group wants of a topic: everything, or messages with one of some tags.
 *
 * The broker filters by the hash of a tag, which collides; so {@link Subscription.accepts} compares the tag itself.
 *
 * @see apache/rocketmq `remoting/…/filter/FilterAPI#buildSubscriptionData`
 */
export class Subscription {
  readonly topic: string;
  /** `*`, or tags joined by `||`. */
  readonly expression: string;
  readonly expressionType = 'TAG';
  /** Grows with every change of the subscription; brokers ignore an older one. */
  readonly version: number;
  readonly #tags: ReadonlySet<string>;

  /**
   * @param expression - `*`, one tag, or several joined by `||`
   * @param version - milliseconds since the epoch
   * @throws {InvalidArgumentError} when the expression names no tag
   */
  constructor(topic: string, expression: string, version: number) {
    this.topic = topic;
    this.version = version;
    this.#tags = new Set(parseTags(expression, `subscribe.${topic}`));
    this.expression = this.#tags.size === 0 ? '*' : expression;
  }

  /** Whether a message with this tag (or none) was asked for. */
  accepts(tag: string | undefined): boolean {
    return this.#tags.size === 0 || (tag !== undefined && this.#tags.has(tag));
  }

  /** True when every message is accepted without looking at its tag. */
  get acceptsAll(): boolean {
    return this.#tags.size === 0;
  }

  /** As a heartbeat names it. */
  toData(): SubscriptionData {
    const tags = [...this.#tags];
    return {
      topic: this.topic,
      subString: this.expression,
      expressionType: this.expressionType,
      tagsSet: tags,
      codeSet: [...new Set(tags.map(javaHash))],
      subVersion: this.version,
      classFilterMode: false,
    };
  }
}
