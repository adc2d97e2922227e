import { BehaviorSubject, Observable, type Subscription, timer } from 'rxjs';
import { RingQueue } from '../internal/ring-queue.js';
import type { Runtime } from '../runtime/runtime.js';
import type { Window } from './window-options.js';

/** Largest number of messages promised to one pull; also the batch size of Java's pulls. */
export const maxPullMessages = 32;

/** How long returned credit may lie idle while it is less than a batch. */
const refillDelayMs = 20;

interface Waiter {
  readonly start: (messages: number) => void;
  readonly neededBytes: number;
  state: 'waiting' | 'started' | 'ended';
  promised: number;
}

/**
 * The window of a consumer: how much is in memory and not settled, over all of its queues.
 *
 * Credit is taken when a message enters memory and returned when it is settled. A parked long poll reserves nothing, or idle
 * queues would starve busy ones. A queue that is known to hold more messages asks for a promise first: promises are given in
 * the order of asking, so the queue that waited longest comes first, and in batches, or a full window would turn every ack into
 * a pull. A queue whose next message has not fitted waits apart until it does, or it would be pulled in vain again and again; then
 * it comes before the line.
 */
export class Credit {
  readonly #runtime: Runtime;
  readonly #line = new RingQueue<Waiter>();
  /** Those who wait for bytes, in the order of asking. */
  readonly #apart = new Set<Waiter>();
  readonly #full = new BehaviorSubject(false);
  #window: Window;
  #messages = 0;
  #bytes = 0;
  #promised = 0;
  #waiting = 0;
  #refill: Subscription | undefined;

  /** Hot, replays one: no further message fits. Completes on close. */
  readonly full$: Observable<boolean> = this.#full.asObservable();

  constructor(window: Window, runtime: Runtime) {
    this.#window = window;
    this.#runtime = runtime;
  }

  get window(): Window {
    return this.#window;
  }

  /** Unsettled messages. */
  get messages(): number {
    return this.#messages;
  }

  /** Bytes of the unsettled messages. */
  get bytes(): number {
    return this.#bytes;
  }

  get freeMessages(): number {
    return Math.max(0, this.#window.messages - this.#messages);
  }

  get freeBytes(): number {
    return Math.max(0, this.#window.bytes - this.#bytes);
  }

  /** Nothing fits until something is settled. */
  get isFull(): boolean {
    return this.#messages > 0 && (this.freeMessages === 0 || this.freeBytes === 0);
  }

  /** Takes credit for a message if it fits; the first message of an empty window always does. */
  take(bytes: number): boolean {
    if (this.#messages > 0 && this.freeMessages === 0) return false;
    if (!this.#fits(bytes)) return false;
    this.#messages++;
    this.#bytes += bytes;
    if (!this.#full.value && this.isFull) this.#full.next(true);
    return true;
  }

  /** Gives back the credit of a settled message. */
  giveBack(bytes: number): void {
    this.#messages--;
    this.#bytes -= bytes;
    if (this.#full.value && !this.isFull) this.#full.next(false);
    if (this.#waiting > 0) this.#serve();
  }

  /**
   * Runs `work` when it is this caller's turn, with the number of messages it may ask for. Cold; the promise ends with the
   * subscription. Completes and errs as `work` does.
   *
   * @param neededBytes - how large the first message is, as far as that is known: not before it fits is it anybody's turn
   */
  withPromise<T>(work: (messages: number) => Observable<T>, neededBytes = 0): Observable<T> {
    return new Observable<T>((subscriber) => {
      const waiter: Waiter = {
        start: (messages) => {
          subscriber.add(work(messages).subscribe(subscriber));
        },
        neededBytes,
        state: 'waiting',
        promised: 0,
      };
      if (this.#fits(neededBytes)) this.#line.push(waiter);
      else this.#apart.add(waiter);
      this.#waiting++;
      subscriber.add(() => this.#end(waiter));
      this.#serve();
    });
  }

  /** Changes the limits at run time. What is in memory stays, even above the new limits. */
  resize(window: Window): void {
    this.#window = window;
    if (this.isFull !== this.#full.value) this.#full.next(this.isFull);
    this.#serve();
  }

  close(): void {
    this.#refill?.unsubscribe();
    this.#refill = undefined;
    this.#full.complete();
  }

  get #available(): number {
    return this.isFull ? 0 : this.freeMessages - this.#promised;
  }

  #fits(bytes: number): boolean {
    return this.#messages === 0 || bytes <= this.freeBytes;
  }

  #serve(): void {
    const batch = Math.min(maxPullMessages, Math.max(1, Math.floor(this.#window.messages / 4)));
    while (this.#waiting > 0 && this.#available >= batch) if (!this.#startNext()) return;
    if (this.#waiting > 0 && this.#available > 0)
      this.#refill ??= timer(refillDelayMs, this.#runtime.scheduler).subscribe(() => {
        this.#refill = undefined;
        if (this.#waiting > 0 && this.#available > 0) this.#startNext();
      });
  }

  #next(): Waiter | undefined {
    for (const waiter of this.#apart) if (this.#fits(waiter.neededBytes)) return waiter;
    let waiter = this.#line.shift();
    while (waiter !== undefined && waiter.state !== 'waiting') waiter = this.#line.shift();
    return waiter;
  }

  /** False when all who wait wait for bytes. */
  #startNext(): boolean {
    const waiter = this.#next();
    if (waiter === undefined) return false;
    this.#apart.delete(waiter);
    this.#waiting--;
    waiter.state = 'started';
    waiter.promised = Math.min(maxPullMessages, this.#available);
    this.#promised += waiter.promised;
    waiter.start(waiter.promised);
    return true;
  }

  #end(waiter: Waiter): void {
    if (waiter.state === 'waiting') this.#waiting--;
    waiter.state = 'ended';
    this.#apart.delete(waiter);
    this.#promised -= waiter.promised;
    waiter.promised = 0;
    this.#serve();
  }
}
