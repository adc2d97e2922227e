import type { Observable, Observer, Subscriber, Unsubscribable } from 'rxjs';
import { RingQueue } from '../../internal/ring-queue.js';
import type { OutgoingMessage } from '../../message/outgoing-message.js';
import type { SendReceipt } from '../../sending/send-receipt.js';
import type { SendOutcome } from './send-outcome.js';

/** Where the messages of a run come from. */
export interface StreamInputs<Message> {
  /** Gives one message to `begin`, if there is one at present. False: not now; the run asks again when it is told to `advance`. */
  give(begin: (message: Message) => void): boolean;
  /** Set when there will be no more: how the stream is to end. */
  readonly ended: StreamEnd | undefined;
}

export interface StreamEnd {
  /** Undefined: it completes. */
  readonly error?: unknown;
}

/** One message from the beginning of its send until its outcome is emitted. */
class Slot<Message extends OutgoingMessage> implements Observer<SendReceipt> {
  readonly input: Message;
  readonly #onOutcome: () => void;
  outcome: SendOutcome<Message> | undefined = undefined;
  sending: Unsubscribable | undefined = undefined;

  constructor(input: Message, onOutcome: () => void) {
    this.input = input;
    this.#onOutcome = onOutcome;
  }

  next(receipt: SendReceipt): void {
    this.outcome = { ok: true, receipt, input: this.input };
  }

  error(error: unknown): void {
    this.outcome = { ok: false, error, input: this.input };
    this.#onOutcome();
  }

  complete(): void {
    this.#onOutcome();
  }
}

/**
 * Sends the messages of one stream, at most `maxInFlight` at a time, and emits their outcomes in the order in which they began. One
 * that is ready before its turn keeps its slot, so that what is kept is bounded as well.
 *
 * Loops, not recursions: a send that ends at once lets the next one begin from within.
 */
export class StreamRun<Message extends OutgoingMessage> {
  readonly #inputs: StreamInputs<Message>;
  readonly #send: (message: Message) => Observable<SendReceipt>;
  readonly #maxInFlight: number;
  readonly #subscriber: Subscriber<SendOutcome<Message>>;
  readonly #slots = new RingQueue<Slot<Message>>();
  #isBeginning = false;
  #isEmitting = false;

  constructor(
    inputs: StreamInputs<Message>,
    send: (message: Message) => Observable<SendReceipt>,
    maxInFlight: number,
    subscriber: Subscriber<SendOutcome<Message>>,
  ) {
    this.#inputs = inputs;
    this.#send = send;
    this.#maxInFlight = maxInFlight;
    this.#subscriber = subscriber;
    subscriber.add(() => this.#giveUp());
  }

  /** Whether a message could begin now. */
  get hasRoom(): boolean {
    return this.#slots.length < this.#maxInFlight && !this.#subscriber.closed;
  }

  /** There may be messages, or an end, that were not there before. */
  readonly advance = (): void => {
    if (this.#isBeginning) return;
    this.#isBeginning = true;
    while (this.hasRoom && this.#inputs.give(this.#begin));
    this.#isBeginning = false;
    this.#endWhenDone();
  };

  readonly #begin = (input: Message): void => {
    const slot = new Slot(input, this.#emit);
    this.#slots.push(slot);
    let receipt$: Observable<SendReceipt>;
    try {
      receipt$ = this.#send(input);
    } catch (error) {
      slot.error(error);
      return;
    }
    slot.sending = receipt$.subscribe(slot);
    if (this.#subscriber.closed) slot.sending.unsubscribe();
  };

  readonly #emit = (): void => {
    if (this.#isEmitting) return;
    this.#isEmitting = true;
    for (let first = this.#slots.peek(); first?.outcome !== undefined; first = this.#slots.peek()) {
      this.#slots.shift();
      this.#subscriber.next(first.outcome);
    }
    this.#isEmitting = false;
    this.advance();
  };

  #endWhenDone(): void {
    const { ended } = this.#inputs;
    if (ended === undefined || this.#slots.length > 0) return;
    if ('error' in ended) this.#subscriber.error(ended.error);
    else this.#subscriber.complete();
  }

  /** Nobody wants to know any more. A request that is on the wire is not recalled. */
  #giveUp(): void {
    for (const slot of this.#slots) slot.sending?.unsubscribe();
    this.#slots.clear();
  }
}
