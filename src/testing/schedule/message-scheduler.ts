import { merge, type Subscription } from 'rxjs';
import { PropertyKey } from '../../protocol/property-key.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { readEntry, type StoredEntry } from '../store/stored-entry.js';
import { Alarm } from './alarm.js';
import type { DelayLevels } from './delay-levels.js';
import { deliverScheduled } from './deliver-scheduled.js';
import { delayTopic, timerTopic } from './schedule-topics.js';
import { recallKeyOf, type ScheduledMessage, ScheduledMessages } from './scheduled-messages.js';

/** Watches the topics in which messages wait, and delivers each at its time; what became due before it was made, at once. */
export class MessageScheduler {
  readonly #services: BrokerServices;
  readonly #levels: DelayLevels;
  readonly #scheduled: ScheduledMessages;
  readonly #alarm: Alarm;
  readonly #arrivals: Subscription;

  constructor(services: BrokerServices, levels: DelayLevels) {
    const { arrivals, runtime, state } = services;
    this.#services = services;
    this.#levels = levels;
    this.#scheduled = state.of(ScheduledMessages);
    this.#alarm = new Alarm(runtime, () => this.#deliverDue());
    this.#arrivals = merge(arrivals.in(delayTopic), arrivals.in(timerTopic)).subscribe((entry) =>
      this.#add(entry),
    );
    this.#alarm.set(this.#scheduled.nextAt);
  }

  close(): void {
    this.#arrivals.unsubscribe();
    this.#alarm.stop();
  }

  #add(entry: StoredEntry): void {
    const message = entry.topic === timerTopic ? this.#byTime(entry) : this.#byLevel(entry);
    this.#scheduled.add(message, this.#services.state.store);
    this.#alarm.set(this.#scheduled.nextAt);
  }

  #byLevel({ physicalOffset, queueId, storedAt }: StoredEntry): ScheduledMessage {
    return { physicalOffset, dueAt: storedAt + this.#levels.delayMs(queueId + 1) };
  }

  #byTime(entry: StoredEntry): ScheduledMessage {
    const { physicalOffset } = entry;
    const message = readEntry(entry);
    const outMs = message.getProperty(PropertyKey.TIMER_OUT_MS) ?? '0';
    const dueAt = Number(outMs) + this.#services.config.timerPrecisionMs;
    const marks = message.getProperty(PropertyKey.TIMER_DEL_UNIQKEY);
    return marks === undefined
      ? { physicalOffset, dueAt }
      : { physicalOffset, dueAt, recalls: recallKeyOf(outMs, marks) };
  }

  #deliverDue(): void {
    const { runtime, state } = this.#services;
    const now = runtime.now();
    for (let next = this.#scheduled.takeDue(now); next !== undefined; next = this.#scheduled.takeDue(now)) {
      const entry = next.recalls === undefined ? state.store.at(next.physicalOffset) : undefined;
      if (entry !== undefined) this.#deliver(entry);
    }
    this.#alarm.set(this.#scheduled.nextAt);
  }

  /** A message that cannot be stored, with properties that have grown too long, is dropped, as by real brokers. */
  #deliver(entry: StoredEntry): void {
    try {
      deliverScheduled(this.#services, this.#scheduled, entry);
    } catch (error) {
      this.#services.runtime.logger.warn('A delayed message could not be delivered', {
        offset: entry.physicalOffset,
        reason: String(error),
      });
    }
  }
}
