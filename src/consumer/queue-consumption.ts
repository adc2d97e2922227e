import {
  defer,
  filter,
  map,
  Observable,
  of,
  Subject,
  type Subscriber,
  Subscription,
  take,
  tap,
  timer,
} from 'rxjs';
import type { PullResult } from '../broker/calls/pull-message.js';
import { admit, type UndecodableDelivery } from '../delivery/admission.js';
import type { Credit } from '../delivery/credit.js';
import { Delivery } from '../delivery/delivery.js';
import type { Decision, LostReason } from '../delivery/outcome.js';
import { ProcessQueue } from '../delivery/process-queue.js';
import { pullSource, type PullSourceSettings } from '../delivery/pull-source.js';
import { Settlement, type SettlementOwner } from '../delivery/settlement.js';
import { type MessageQueue, queueKey } from '../message/message-queue.js';
import type { MessageSource } from '../message/received-message.js';
import type { ConsumerEvent } from './consumer-event.js';
import type { ConsumptionSettings } from './consumption-settings.js';

/**
 * One queue while it is ours: pulls it, hands its messages out, carries out what is decided about them, knows what may be
 * committed.
 */
export class QueueConsumption implements SettlementOwner {
  readonly queue: MessageQueue;
  readonly key: string;
  readonly #settings: ConsumptionSettings;
  readonly #credit: Credit;
  /** Work under way for decisions: send-backs and waits before a local redelivery. */
  readonly #work = new Subscription();
  readonly #roomMade = new Subject<void>();
  #process: ProcessQueue<Settlement>;
  #sink: Subscriber<Delivery> | undefined;
  #committed: number;
  #committedAt: string | undefined;
  #maxOffset: number;
  /** Bytes of the next message, while it is known not to have fitted into the window. */
  #neededBytes = 0;

  /**
   * @param start - where to begin: what is committed for the group
   */
  constructor(queue: MessageQueue, start: number, settings: ConsumptionSettings) {
    this.queue = queue;
    this.key = queueKey(queue);
    this.#settings = settings;
    this.#credit = settings.credit;
    this.#process = new ProcessQueue(start);
    this.#committed = start;
    this.#committedAt = settings.commitPlace(queue);
    this.#maxOffset = start;
  }

  /** Deliveries that were handed out or wait to be, and are not settled. */
  get unsettled(): number {
    return this.#process.unsettled;
  }

  /** Messages stored in the queue, as far as known, that are not settled by this group. */
  get lag(): number {
    return Math.max(0, this.#maxOffset - this.#process.committableOffset);
  }

  /** Cold, once: pulls and emits until it is unsubscribed. What was emitted stays settleable. */
  deliveries(): Observable<Delivery> {
    return new Observable<Delivery>((subscriber) => {
      this.#sink = subscriber;
      subscriber.add(() => (this.#sink = undefined));
      subscriber.add(pullSource(this.#pullSettings()).subscribe(subscriber));
    });
  }

  /** Tells the broker how far the group is, if that is news to it. Cold. Errs with {@link CommitFailedError}. */
  commit(): Observable<void> {
    return defer(() => {
      const offset = this.#process.committableOffset;
      return offset === this.#committed && this.#isKnown ? of(undefined) : this.#commitAt(offset);
    });
  }

  /** The queue is not ours any more: what is unsettled is lost for this member, and comes again to the new owner. */
  lose(reason: LostReason): void {
    this.#work.unsubscribe();
    this.#loseAll(reason);
    this.#roomMade.complete();
  }

  carryOut(settlement: Settlement, decision: Decision): void {
    if (decision.type === 'ack') {
      this.#finish(settlement, decision);
      return;
    }
    this.#work.add(
      defer(() => this.#settings.sendBack(settlement.source, decision)).subscribe({
        error: (error: unknown) => {
          if (settlement.state === 'lost') return;
          this.#emit({ type: 'send-back-failed', queue: this.queue, offset: settlement.offset, error });
          this.#handOutAgain(settlement);
        },
        complete: () => this.#finish(settlement, decision),
      }),
    );
  }

  /** Its entry stays: the committed offset must not pass it. */
  abandon(settlement: Settlement): void {
    this.#credit.giveBack(settlement.bytes);
    settlement.lose('released');
    this.#settings.onAbandoned();
  }

  #finish(settlement: Settlement, decision: Decision): void {
    if (settlement.state === 'lost' || !this.#process.settle(settlement)) return;
    this.#credit.giveBack(settlement.bytes);
    settlement.finish(decision);
    this.#roomMade.next();
    this.#settings.onSettled();
  }

  /**
   * Neither the broker nor the retry topic took it: it stays here, unsettled, and is tried again (behaviour.md 4.11), unless
   * nobody takes deliveries any more.
   */
  #handOutAgain(settlement: Settlement): void {
    if (this.#sink === undefined) {
      this.abandon(settlement);
      return;
    }
    const { localRetryDelayMs, runtime } = this.#settings;
    this.#work.add(
      timer(localRetryDelayMs, runtime.scheduler).subscribe(() => {
        if (settlement.state === 'lost') return;
        if (this.#sink === undefined) {
          this.abandon(settlement);
          return;
        }
        const again = { ...settlement.source, extraAttempts: settlement.source.extraAttempts + 1 };
        settlement.reopen(again);
        this.#sink.next(new Delivery(again, again.bytes, settlement));
      }),
    );
  }

  /** How many messages fit as far as this queue alone is concerned. */
  get #queueRoom(): number {
    const { perQueue, span } = this.#credit.window;
    return this.#process.span >= span ? 0 : Math.max(0, perQueue - this.#process.unsettled);
  }

  #pullSettings(): PullSourceSettings {
    return {
      ...this.#settings.pulls,
      queue: this.queue,
      subscription: this.#settings.subscription,
      credit: this.#credit,
      nextOffset: () => this.#process.nextOffset,
      neededBytes: () => this.#neededBytes,
      queueRoom: () => this.#queueRoom,
      room: () =>
        this.#roomMade.pipe(
          filter(() => this.#queueRoom > 0),
          take(1),
        ),
      admit: (result) => this.#admit(result),
      onFailure: (error) => this.#emit({ type: 'pull-failed', queue: this.queue, error }),
    };
  }

  #admit(result: PullResult): Observable<boolean> {
    this.#maxOffset = result.maxOffset;
    if (result.status === 'moved') return this.#moveTo(result.nextOffset);
    return admit(result, {
      queue: this.queue,
      subscription: this.#settings.subscription,
      decompress: this.#settings.decompress,
      nextOffset: () => this.#process.nextOffset,
      advanceTo: (offset) => this.#process.advanceTo(offset),
      take: (source) => this.#take(source),
      takeUndecodable: (undecodable) => this.#takeUndecodable(undecodable),
    });
  }

  #take(source: MessageSource): boolean {
    const settlement = this.#admitEntry(source);
    if (settlement === undefined) return false;
    this.#sink?.next(new Delivery(source, source.bytes, settlement));
    return this.#sink !== undefined;
  }

  #admitEntry(source: MessageSource): Settlement | undefined {
    const bytes = source.bytes.length;
    if (this.#sink === undefined || this.#queueRoom === 0) return undefined;
    const fits = this.#credit.take(bytes);
    this.#neededBytes = fits ? 0 : bytes;
    if (!fits) return undefined;
    const settlement = new Settlement(this, source);
    this.#process.add(settlement);
    return settlement;
  }

  /** What cannot be handed out goes to the dead letters if its position is known, else it can only be reported. */
  #takeUndecodable(undecodable: UndecodableDelivery): boolean {
    const { stored, offset } = undecodable;
    if (stored !== undefined && offset !== undefined) {
      const source = { stored, queue: this.queue, offset, bytes: Buffer.alloc(0), extraAttempts: 0 };
      const settlement = this.#admitEntry(source);
      if (settlement === undefined) return false;
      this.#emit({ type: 'undecodable', ...undecodable });
      settlement.decide(this.#decideUndecodable(undecodable));
    } else {
      this.#emit({ type: 'undecodable', ...undecodable });
    }
    return true;
  }

  #decideUndecodable(undecodable: UndecodableDelivery): Decision {
    try {
      return this.#settings.onUndecodable(undecodable);
    } catch {
      return { type: 'retry', delay: {} };
    }
  }

  /** The broker moved the offset (reset, or retention): what came before is void, and the new place is committed at once. */
  #moveTo(offset: number): Observable<boolean> {
    this.#loseAll('reset');
    this.#process = new ProcessQueue(offset);
    this.#neededBytes = 0;
    this.#emit({ type: 'offset-moved', queue: this.queue, offset });
    return this.#commitAt(offset).pipe(map(() => true));
  }

  /** Leaves the entries where they are: they still hold back the offset that is committed last. */
  #loseAll(reason: LostReason): void {
    for (const settlement of this.#process.unsettledEntries()) {
      if (settlement.state === 'lost') continue;
      this.#credit.giveBack(settlement.bytes);
      settlement.lose(reason);
    }
  }

  #commitAt(offset: number): Observable<void> {
    const place = this.#settings.commitPlace(this.queue);
    return this.#settings.commit(this.queue, offset).pipe(
      tap(() => {
        this.#committed = offset;
        this.#committedAt = place;
      }),
    );
  }

  /** The broker that a commit would go to now is the one that was told last. Without a broker there is nobody to tell. */
  get #isKnown(): boolean {
    const place = this.#settings.commitPlace(this.queue);
    return place === undefined || place === this.#committedAt;
  }

  #emit(event: ConsumerEvent): void {
    this.#settings.onEvent(event);
  }
}
