import { createGroupConfig, type GroupConfig } from './group-config.js';

/** What brokers make groups of by themselves (Java `TopicValidator#isTopicOrGroupIllegal`). */
const allowed = /^[%|\w-]{0,255}$/;

/** The consumer groups of one broker. */
export class GroupTable {
  readonly #groups = new Map<string, GroupConfig>();
  #changes = 0;

  /** Grows with every change. */
  get version(): number {
    return this.#changes;
  }

  get(group: string): GroupConfig | undefined {
    return this.#groups.get(group);
  }

  all(): Iterable<GroupConfig> {
    return this.#groups.values();
  }

  put(config: GroupConfig): void {
    this.#groups.set(config.groupName, config);
    this.#changes++;
  }

  delete(group: string): void {
    if (this.#groups.delete(group)) this.#changes++;
  }

  /** The group; one that is not there is made when `create` says so and the name may be a group's. */
  find(group: string, create: boolean): GroupConfig | undefined {
    const present = this.#groups.get(group);
    if (present !== undefined || !create || !allowed.test(group)) return present;
    const config = createGroupConfig(group);
    this.put(config);
    return config;
  }
}
