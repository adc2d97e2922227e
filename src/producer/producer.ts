import {
  BehaviorSubject,
  concatMap,
  defer,
  filter,
  finalize,
  type Observable,
  of,
  take,
  tap,
  timeout,
} from 'rxjs';
import type { HeartbeatService } from '../broker/heartbeat-service.js';
import { ClosedError } from '../errors/usage-error.js';
import { maxTimerMs, milliseconds } from '../internal/options.js';
import { startNow } from '../internal/replayed.js';
import { Single } from '../internal/single.js';
import { withSignal } from '../internal/with-signal.js';
import type { OutgoingMessage } from '../message/outgoing-message.js';
import { checkMessage } from '../message/prepare-message.js';
import type { Runtime } from '../runtime/runtime.js';
import type { MessageSender } from '../sending/message-sender.js';
import type { PreparedMessage } from '../sending/prepared-message.js';
import type { SendReceipt } from '../sending/send-receipt.js';
import type { ResolvedProducerOptions } from './producer-options.js';

const checkTimeout = milliseconds(1);

/** @internal What a client lends to its producers. */
export interface ProducerSettings {
  readonly options: ResolvedProducerOptions;
  readonly sender: MessageSender;
  readonly heartbeats: HeartbeatService;
  readonly nextMessageId: () => string;
  readonly runtime: Runtime;
  /** Tells the brokers that the group is gone, and the client that this producer is. */
  readonly release: () => Observable<void>;
}

export type ProducerState = 'open' | 'closing' | 'closed';

export interface SendOptions {
  /** Ends the wait; a request that is on the wire is not recalled. */
  readonly signal?: AbortSignal;
  /** Instead of the producer's `timeoutMs`. */
  readonly timeoutMs?: number;
}

/**
 * Sends messages. Made by `client.producer(...)`; many may share one client.
 *
 * A send is acknowledged by a broker or errs with a list of all attempts: it never succeeds silently. After a timeout or a lost
 * connection the message may be stored all the same; its copies carry one message id.
 */
export class Producer {
  readonly group: string;
  readonly options: ResolvedProducerOptions;
  readonly #settings: ProducerSettings;
  readonly #state = new BehaviorSubject<ProducerState>('open');
  readonly #inFlight = new BehaviorSubject(0);
  readonly #leave: () => void;
  #closing: Single<void> | undefined;

  /** Hot, replays one: `open`, `closing`, `closed`; completes after `closed`. */
  readonly state$: Observable<ProducerState> = this.#state.asObservable();

  /** @internal */
  constructor(settings: ProducerSettings) {
    this.#settings = settings;
    this.options = settings.options;
    this.group = settings.options.group;
    this.#leave = settings.heartbeats.join({ kind: 'producer', group: this.group });
  }

  get state(): ProducerState {
    return this.#state.value;
  }

  /**
   * Sends one message.
   *
   * Cold: each subscription (or the first `await`) is one send. The message id is given now, so that sending the same `Single`
   * again, as `retry(2)` does, repeats the id. Emits the receipt. Errs with {@link InvalidArgumentError} or
   * {@link MessageTooLargeError} before anything is sent, with {@link RouteError} when there is nowhere to send to,
   * with {@link SendFailedError} when no attempt was acknowledged, with {@link ClosedError} after `close()`.
   */
  send(message: OutgoingMessage, { signal, timeoutMs }: SendOptions = {}): Single<SendReceipt> {
    const messageId = this.#settings.nextMessageId();
    const policy = timeoutMs === undefined ? this.options : { ...this.options, timeoutMs };
    const single = new Single<SendReceipt>((subscriber) => {
      if (this.#state.value !== 'open')
        return subscriber.error(new ClosedError('producer', { group: this.group }));
      let prepared: PreparedMessage;
      try {
        if (timeoutMs !== undefined) checkTimeout(timeoutMs, 'timeoutMs');
        prepared = this.#prepare(message, messageId);
      } catch (error) {
        return subscriber.error(error);
      }
      this.#inFlight.next(this.#inFlight.value + 1);
      return this.#settings.sender
        .send(prepared, policy)
        .pipe(finalize(() => this.#inFlight.next(this.#inFlight.value - 1)))
        .subscribe(subscriber);
    });
    return signal === undefined ? single : withSignal(single, signal);
  }

  /**
   * Refuses new sends, waits for those in flight until `timeoutMs` (default: the producer's) has passed, and leaves the group.
   * Starts at once, replays its end, never errs; later calls join the first.
   */
  close({ timeoutMs = this.options.timeoutMs }: { readonly timeoutMs?: number } = {}): Single<void> {
    const started = defer(() => this.#close(timeoutMs));
    return this.#closing ?? startNow(started, (closing) => (this.#closing = closing));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close().then(() => undefined);
  }

  #prepare(message: OutgoingMessage, messageId: string): PreparedMessage {
    const { topic, body, properties } = checkMessage(message, messageId, this.options.maxMessageBytes);
    return {
      topic,
      messageId,
      body,
      properties,
      sysFlag: 0,
      flag: 0,
      bornAt: this.#settings.runtime.now(),
      reconsumeTimes: 0,
      maxReconsumeTimes: undefined,
    };
  }

  #close(timeoutMs: number): Observable<void> {
    this.#state.next('closing');
    this.#leave();
    return this.#inFlight.pipe(
      filter((count) => count === 0),
      take(1),
      timeout({
        first: Math.min(timeoutMs, maxTimerMs),
        scheduler: this.#settings.runtime.scheduler,
        with: () => of(0),
      }),
      concatMap(() => this.#settings.release()),
      tap(() => {
        this.#state.next('closed');
        this.#state.complete();
        this.#inFlight.complete();
      }),
    );
  }
}
