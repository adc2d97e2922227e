import type { TopicConfig } from '../../protocol/bodies/topic-config.js';
import type { BrokerRegistration } from './broker-registration.js';

/** What a name server was told about a topic on a broker. */
export interface TopicMark {
  readonly isDeleted?: boolean;
  /** Instead of the topic's own, see `Permission`. */
  readonly perm?: number;
}

/**
 * What one name server knows better than the broker: topics it was told to forget, permissions it was told to change. As on the
 * real one that lasts until the broker registers the topic anew: changed, or after a restart.
 */
export class TopicMarks {
  readonly #marks = new WeakMap<BrokerRegistration, WeakMap<TopicConfig, TopicMark>>();

  of(broker: BrokerRegistration, topic: TopicConfig): TopicMark | undefined {
    return this.#marks.get(broker)?.get(topic);
  }

  set(broker: BrokerRegistration, topic: TopicConfig, mark: TopicMark): void {
    let topics = this.#marks.get(broker);
    if (topics === undefined) this.#marks.set(broker, (topics = new WeakMap()));
    topics.set(topic, mark);
  }
}
