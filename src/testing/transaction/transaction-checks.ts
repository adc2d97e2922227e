import { Subscription } from 'rxjs';
import { PropertyKey } from '../../protocol/property-key.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { Alarm } from '../schedule/alarm.js';
import { draftOf, readEntry, type StoredEntry } from '../store/stored-entry.js';
import { createCheckRequest } from './check-request.js';
import type { HalfMessage, HalfMessages } from './half-messages.js';
import { immunityOf, looksAt, nextLookAt, preparedOffsetOf } from './half-state.js';
import { abandonHalf, putBackHalf, putBackImmuneHalf } from './put-back-half.js';
import { halfTopic } from './transaction-topics.js';

/**
 * Asks the producers about half messages that stay open too long: first after `transactionTimeOut` or the time that the
 * sender chose, counted from the birth of the message, then every `transactionCheckInterval`. Real brokers look for them
 * once per interval only, so the first question comes up to an interval later there. As there, every look counts, also one
 * before the time that the sender chose.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/transaction/queue/TransactionalMessageServiceImpl#check`
 */
export class TransactionChecks {
  readonly #services: BrokerServices;
  readonly #halves: HalfMessages;
  readonly #alarm: Alarm;
  readonly #work = new Subscription();
  #turn = 0;

  constructor(services: BrokerServices, halves: HalfMessages) {
    const { arrivals, runtime } = services;
    this.#services = services;
    this.#halves = halves;
    this.#alarm = new Alarm(runtime, () => this.#lookAt(halves.takeDue(runtime.now()), true));
    this.#work.add(arrivals.in(halfTopic).subscribe((entry) => this.#add(entry)));
    this.#alarm.set(halves.nextAt);
  }

  /** A half message was committed or rolled back: nobody has to be asked any more. */
  settle(preparedOffset: number): void {
    const { config, runtime } = this.#services;
    const { transactionOpBatchInterval } = config;
    if (transactionOpBatchInterval <= 0) this.#halves.settle(preparedOffset);
    else this.#halves.settleAt(preparedOffset, runtime.now() + transactionOpBatchInterval);
    this.#alarm.set(this.#halves.nextAt);
  }

  /** Asks about all open half messages now. */
  checkAll(): void {
    this.#lookAt(this.#halves.takeDue(this.#services.runtime.now(), Infinity), false);
  }

  close(): void {
    this.#work.unsubscribe();
    this.#alarm.stop();
  }

  #add(entry: StoredEntry): void {
    const { config, state } = this.#services;
    const { queueOffset, physicalOffset, storedAt } = entry;
    const message = readEntry(entry);
    const half = {
      preparedOffset: preparedOffsetOf(message.properties, queueOffset),
      physicalOffset,
      dueAt: nextLookAt(message, storedAt, config),
    };
    this.#halves.add(half, state.store.minPhysicalOffset);
    this.#alarm.set(this.#halves.nextAt);
  }

  #lookAt(halves: readonly HalfMessage[], onlyInTime: boolean): void {
    for (const { physicalOffset } of halves) {
      const entry = this.#services.state.store.at(physicalOffset);
      if (entry !== undefined) this.#tryToLook(entry, onlyInTime);
    }
    this.#alarm.set(this.#halves.nextAt);
  }

  /** A half message whose properties have grown too long to be stored again is looked at no more. */
  #tryToLook(entry: StoredEntry, onlyInTime: boolean): void {
    try {
      this.#look(entry, onlyInTime);
    } catch (error) {
      this.#services.runtime.logger.warn('A half message could not be stored again', {
        offset: entry.physicalOffset,
        reason: String(error),
      });
    }
  }

  #look(entry: StoredEntry, onlyInTime: boolean): void {
    const { config, runtime } = this.#services;
    const half = draftOf(entry);
    const { properties, bornTimestamp } = half;
    const looks = looksAt(properties);
    const immuneUntil = bornTimestamp + (immunityOf(properties) ?? 0);
    if (looks > 0 && looks >= config.transactionCheckMax) abandonHalf(this.#services, half);
    else if (onlyInTime && runtime.now() < immuneUntil)
      putBackImmuneHalf(this.#services, half, entry.queueOffset);
    else this.#ask(entry, putBackHalf(this.#services, half), properties[PropertyKey.PGROUP]);
  }

  /**
   * Asks the members of the group in turn, whichever of them sent the message. Without any the question counts all the same.
   *
   * @param entry - the half message as it was
   * @param copy - what has its place now, and what the answer will be about
   */
  #ask(entry: StoredEntry, copy: StoredEntry, group: string | undefined): void {
    const { clients, identity, runtime } = this.#services;
    const producers = group === undefined ? [] : clients.producers(group);
    const producer = producers[++this.#turn % producers.length];
    if (producer === undefined) {
      runtime.logger.warn('No producer is there to be asked about a transaction', { group });
      return;
    }
    const { peer } = producer;
    const sending = peer.invokeOneway(createCheckRequest(identity, readEntry(entry), copy)).subscribe({
      error: (error: unknown) =>
        runtime.logger.warn('A producer could not be asked about a transaction', {
          address: peer.address,
          reason: String(error),
        }),
    });
    this.#work.add(sending);
  }
}
