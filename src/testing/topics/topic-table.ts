import { Permission } from '../../protocol/permission.js';
import type { TopicConfig } from '../../protocol/bodies/topic-config.js';

const maxQueues = 0xffff;

/** The topics of one broker. */
export class TopicTable {
  readonly #topics = new Map<string, TopicConfig>();
  #changes = 0;

  /** Grows with every change. */
  get version(): number {
    return this.#changes;
  }

  get(topic: string): TopicConfig | undefined {
    return this.#topics.get(topic);
  }

  all(): Iterable<TopicConfig> {
    return this.#topics.values();
  }

  /** Adds a topic, or changes it. Of more than 65,535 queues the rest is not made: requests list them all. */
  put(config: TopicConfig): void {
    const { readQueueNums, writeQueueNums } = config;
    this.#topics.set(
      config.topicName,
      Math.max(readQueueNums, writeQueueNums) <= maxQueues
        ? config
        : {
            ...config,
            readQueueNums: Math.min(readQueueNums, maxQueues),
            writeQueueNums: Math.min(writeQueueNums, maxQueues),
          },
    );
    this.#changes++;
  }

  delete(topic: string): void {
    if (this.#topics.delete(topic)) this.#changes++;
  }

  /** Adds a topic that is not there, with what a broker gives it when nothing is said. */
  ensure(topic: string, queues: number, perm: number = Permission.READ | Permission.WRITE): TopicConfig {
    const present = this.#topics.get(topic);
    if (present !== undefined) return present;
    const config = createTopicConfig(topic, queues, perm);
    this.put(config);
    return config;
  }
}

/** A topic with as many queues to read as to write. */
export function createTopicConfig(
  topicName: string,
  queues: number,
  perm: number = Permission.READ | Permission.WRITE,
): TopicConfig {
  return {
    topicName,
    readQueueNums: queues,
    writeQueueNums: queues,
    perm,
    topicFilterType: 'SINGLE_TAG',
    topicSysFlag: 0,
    order: false,
    attributes: {},
  };
}
