/** The committed offsets of all groups on one broker. */
export class ConsumerOffsets {
  /** By group, then topic, then queue id. */
  readonly #offsets = new Map<string, Map<string, Map<number, number>>>();

  get(group: string, topic: string, queueId: number): number | undefined {
    return this.#offsets.get(group)?.get(topic)?.get(queueId);
  }

  set(group: string, topic: string, queueId: number, offset: number): void {
    let topics = this.#offsets.get(group);
    if (topics === undefined) this.#offsets.set(group, (topics = new Map()));
    let queues = topics.get(topic);
    if (queues === undefined) topics.set(topic, (queues = new Map()));
    queues.set(queueId, offset);
  }

  /** Offsets of a group in a topic, by queue id. */
  of(group: string, topic: string): ReadonlyMap<number, number> {
    return this.#offsets.get(group)?.get(topic) ?? new Map<number, number>();
  }

  /** Topics in which a group has committed. */
  topics(group: string): readonly string[] {
    return [...(this.#offsets.get(group)?.keys() ?? [])];
  }

  /** Groups that have committed in a topic. */
  groups(topic: string): readonly string[] {
    return [...this.#offsets].filter(([, topics]) => topics.has(topic)).map(([group]) => group);
  }

  deleteGroup(group: string): void {
    this.#offsets.delete(group);
  }

  deleteTopic(topic: string): void {
    for (const topics of this.#offsets.values()) topics.delete(topic);
  }
}
