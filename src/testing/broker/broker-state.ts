import { ConsumerOffsets } from '../groups/consumer-offsets.js';
import { GroupTable } from '../groups/group-table.js';
import { MessageStore, type Retention } from '../store/message-store.js';
import { TopicTable } from '../topics/topic-table.js';

/** What a broker has on its disk: it outlives a restart, and a master shares it with its slaves. */
export class BrokerState {
  readonly store: MessageStore;
  readonly topics = new TopicTable();
  readonly groups = new GroupTable();
  readonly offsets = new ConsumerOffsets();
  readonly #features = new Map<new () => object, object>();

  constructor(retention: Retention) {
    this.store = new MessageStore(retention);
  }

  /** What one feature keeps, made when it is first asked for. */
  of<T extends object>(kind: new () => T): T {
    let state = this.#features.get(kind);
    if (state === undefined) this.#features.set(kind, (state = new kind()));
    return state as T;
  }
}
