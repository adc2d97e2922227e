import { Observable, type Subscription } from 'rxjs';
import type { Runtime } from '../../runtime/runtime.js';
import type { SendReceipt } from '../../sending/send-receipt.js';
import type { SendPath } from '../send-path.js';
import { type BatchCandidate, type BatchSlot, batchSlotOf, type BatchSlotSettings } from './batch-slot.js';
import type { ResolvedBatching } from './batching-options.js';
import { type BatchMember, type BatchOwner, OpenBatch } from './open-batch.js';

export interface AutoBatcherSettings extends ResolvedBatching, BatchSlotSettings {
  readonly path: SendPath;
  readonly runtime: Runtime;
}

/**
 * Puts single sends together that go to the same queue, or that any queue will do for. What cannot be batched passes alone, behind
 * earlier messages of its order key.
 *
 * @see apache/rocketmq `client/…/producer/ProduceAccumulator`
 */
export class AutoBatcher {
  readonly #settings: AutoBatcherSettings;
  /** By key, the oldest first. */
  readonly #open = new Map<string, OpenBatch>();
  /** The open batch with messages of an order key: a key is in one at most, or its messages could overtake each other. */
  readonly #batchOf = new Map<string, OpenBatch>();
  readonly #owner: BatchOwner = {
    started: ({ bytes }) => {
      this.#heldBytes -= bytes;
    },
    left: (batch, { bytes, orderKey }) => {
      this.#heldBytes -= bytes;
      if (orderKey !== undefined && !batch.hasOrderKey(orderKey)) this.#forgetKey(orderKey, batch);
      if (batch.size === 0) this.#take(batch);
    },
  };
  /** Of messages whose batch has not begun, open or not. */
  #heldBytes = 0;
  #timer: Subscription | undefined;
  #isDeferred = false;

  constructor(settings: AutoBatcherSettings) {
    this.#settings = settings;
    settings.path.beforeOrdered = (orderKey) => this.#flushOther(orderKey, undefined);
  }

  /** Cold. Emits the receipt of the message; errs as `SendPath.send`. */
  send(candidate: BatchCandidate): Observable<SendReceipt> {
    return new Observable((subscriber) => {
      const { prepared, timeoutMs, message } = candidate;
      const { orderKey } = message;
      const { path, runtime } = this.#settings;
      const slot = this.#slotOf(candidate);
      if (slot === undefined) return path.send(prepared, { timeoutMs, orderKey }).subscribe(subscriber);
      const { bytes } = slot;
      if (orderKey !== undefined) this.#flushOther(orderKey, slot);
      this.#add(slot, timeoutMs, { prepared, subscriber, bytes, orderKey, startedAt: runtime.now() });
      return undefined;
    });
  }

  /** Sends what waits for others. */
  flush(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
    this.#flushAll(() => true);
  }

  #slotOf(candidate: BatchCandidate): BatchSlot | undefined {
    const { path, maxHeldBytes } = this.#settings;
    if (path.isClosed) return undefined;
    const slot = batchSlotOf(candidate, this.#settings);
    return slot !== undefined && this.#heldBytes + slot.bytes <= maxHeldBytes ? slot : undefined;
  }

  /** A later message of the key goes another way: what came before it goes first. */
  #flushOther(orderKey: string, slot: BatchSlot | undefined): void {
    const earlier = this.#batchOf.get(orderKey);
    if (earlier !== undefined && earlier.settings.key !== slot?.key) this.#flush(earlier);
  }

  #add(slot: BatchSlot, timeoutMs: number, member: BatchMember): void {
    const { maxBytes, maxMessages } = this.#settings;
    const { orderKey, bytes } = member;
    const full = this.#open.get(slot.key);
    if (full !== undefined && full.bytes + bytes > maxBytes) this.#flush(full);
    const batch = this.#open.get(slot.key) ?? this.#create(slot, timeoutMs);
    this.#heldBytes += bytes;
    batch.add(member);
    if (orderKey !== undefined) this.#batchOf.set(orderKey, batch);
    if (batch.size >= maxMessages || batch.bytes >= maxBytes) this.#flush(batch);
  }

  #create({ key, waitForStore, selectQueue }: BatchSlot, timeoutMs: number): OpenBatch {
    const { runtime, lingerMs } = this.#settings;
    const dueAt = runtime.now() + lingerMs;
    const batch = new OpenBatch({ key, waitForStore, selectQueue, timeoutMs, dueAt, owner: this.#owner });
    this.#open.set(key, batch);
    if (lingerMs === 0) this.#defer();
    else this.#schedule(lingerMs);
    return batch;
  }

  #flush(batch: OpenBatch): void {
    if (this.#take(batch)) batch.send(this.#settings.path);
  }

  /** From now on nothing joins it. False: it is not open any more. */
  #take(batch: OpenBatch): boolean {
    const { key } = batch.settings;
    if (this.#open.get(key) !== batch) return false;
    this.#open.delete(key);
    for (const orderKey of batch.orderKeys) this.#forgetKey(orderKey, batch);
    return true;
  }

  #forgetKey(orderKey: string, batch: OpenBatch): void {
    if (this.#batchOf.get(orderKey) === batch) this.#batchOf.delete(orderKey);
  }

  #flushAll(isMeant: (batch: OpenBatch) => boolean): void {
    // A list of its own: who hears of a failure at once may send again.
    const meant = [...this.#open.values()].filter(isMeant);
    for (const batch of meant) this.#flush(batch);
  }

  #defer(): void {
    if (this.#isDeferred) return;
    this.#isDeferred = true;
    this.#settings.runtime.defer(() => {
      this.#isDeferred = false;
      this.flush();
    });
  }

  /** One timer for all: they are due in the order in which they were opened. */
  #schedule(delayMs: number): void {
    this.#timer ??= this.#settings.runtime.scheduler.schedule(() => {
      this.#timer = undefined;
      this.#flushAll((batch) => this.#remainingMs(batch) === 0);
      const [next] = this.#open.values();
      if (next !== undefined) this.#schedule(this.#remainingMs(next));
    }, delayMs);
  }

  /** Until it is due. A clock that was put back does not make it wait longer. */
  #remainingMs({ settings: { dueAt } }: OpenBatch): number {
    const { runtime, lingerMs } = this.#settings;
    const remainingMs = dueAt - runtime.now();
    return remainingMs > lingerMs ? 0 : Math.max(0, remainingMs);
  }
}
