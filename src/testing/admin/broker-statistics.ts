import type { BrokerStatsData } from '../../protocol/bodies/broker-stats-data.js';
import { ConsumerOffsets } from '../groups/consumer-offsets.js';
import type { StoredEntry } from '../store/stored-entry.js';
import { isSystemTopic } from '../topics/topic-rules.js';
import { DailyTotal } from './daily-total.js';
import { Statistic } from './statistic.js';

/** From where a consumer asked for messages. */
export interface Asked {
  readonly consumerGroup: string;
  readonly topic: string;
  readonly queueId: number;
}

/** What it was given, perhaps nothing. */
export interface Given {
  readonly entries: readonly Pick<StoredEntry, 'count' | 'record'>[];
  /** Where it will go on. */
  readonly nextOffset: number;
}

/** More names than this are not kept apart: what is new after them is not counted by itself. */
const maxStatistics = 10_000;

/** What a broker counts while it runs (Java `BrokerStatsManager`, `BrokerStats`, `StoreStatsService`). */
export class BrokerStatistics {
  /** Messages without those of the broker's own topics. */
  readonly stored: DailyTotal;
  readonly taken: DailyTotal;
  /** How far each group has been handed messages out. */
  readonly pullOffsets = new ConsumerOffsets();
  readonly startedAt: number;
  readonly #now: () => number;
  /** Key of the statistics about all messages. */
  readonly #clusterName: string;
  /** By name and key. */
  readonly #statistics = new Map<string, Statistic>();

  constructor(clusterName: string, now: () => number) {
    this.#clusterName = clusterName;
    this.#now = now;
    this.startedAt = now();
    this.stored = new DailyTotal(this.startedAt);
    this.taken = new DailyTotal(this.startedAt);
  }

  /** A message is in its queue. */
  countStored({ topic, count, record }: StoredEntry): void {
    this.#add('TOPIC_PUT_NUMS', topic, count);
    this.#add('TOPIC_PUT_SIZE', topic, record.length);
    this.#add('BROKER_PUT_NUMS', this.#clusterName, count);
    if (isSystemTopic(topic)) return;
    this.#add('BROKER_PUT_NUMS_WITHOUT_SYSTEM_TOPIC', this.#clusterName, count);
    this.stored.add(this.#now(), count);
  }

  /** A pull or a pop is answered. */
  countTaken({ consumerGroup, topic, queueId }: Asked, { entries, nextOffset }: Given): void {
    this.pullOffsets.set(consumerGroup, topic, queueId, nextOffset);
    this.#add(entries.length === 0 ? 'GET_MISS' : 'GET_FOUND', '', 1);
    if (entries.length === 0) return;
    const key = `${topic}@${consumerGroup}`;
    const messages = entries.reduce((sum, { count }) => sum + count, 0);
    const bytes = entries.reduce((sum, { record }) => sum + record.length, 0);
    this.#add('GROUP_GET_NUMS', key, messages);
    this.#add('GROUP_GET_SIZE', key, bytes);
    this.#add('BROKER_GET_NUMS', this.#clusterName, messages);
    if (isSystemTopic(topic)) return;
    this.#add('BROKER_GET_NUMS_WITHOUT_SYSTEM_TOPIC', this.#clusterName, messages);
    this.taken.add(this.#now(), messages);
  }

  /** A consumer has given a message back. */
  countSentBack(consumerGroup: string, topic: string): void {
    this.#add('SNDBCK_PUT_NUMS', `${topic}@${consumerGroup}`, 1);
  }

  /** Undefined when nothing was ever counted under that name. */
  view(name: string, key: string): BrokerStatsData | undefined {
    return this.#statistics.get(nameOf(name, key))?.at(this.#now());
  }

  /** Of the last minute, per second. */
  perSecond(name: string, key = this.#clusterName): number {
    return this.view(name, key)?.statsMinute.tps ?? 0;
  }

  #add(name: string, key: string, amount: number): void {
    const place = nameOf(name, key);
    let statistic = this.#statistics.get(place);
    if (statistic === undefined) {
      if (this.#statistics.size >= maxStatistics) return;
      this.#statistics.set(place, (statistic = new Statistic(this.startedAt, this.#now())));
    }
    statistic.add(this.#now(), amount);
  }
}

const nameOf = (name: string, key: string): string => `${name} ${key}`;
