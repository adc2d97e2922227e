import { Permission } from '../../protocol/permission.js';

/** What groups may not do with topics, whatever else allows it (Java `SubscriptionGroupManager`, its forbidden table). */
export class GroupPermissions {
  /** By group, then topic: bits as in `Permission`. */
  readonly #forbidden = new Map<string, Map<string, number>>();

  mayRead(group: string, topic: string): boolean {
    return ((this.#forbidden.get(group)?.get(topic) ?? 0) & Permission.READ) === 0;
  }

  /** As on the real broker, giving a group one topic back gives it all topics back. */
  setReadable(group: string, topic: string, isReadable: boolean): void {
    if (isReadable) {
      this.#forbidden.delete(group);
      return;
    }
    let topics = this.#forbidden.get(group);
    if (topics === undefined) this.#forbidden.set(group, (topics = new Map()));
    topics.set(topic, Permission.READ);
  }

  toTable(): Record<string, Record<string, number>> {
    return Object.fromEntries(
      [...this.#forbidden].map(([group, topics]) => [group, Object.fromEntries(topics)]),
    );
  }
}
