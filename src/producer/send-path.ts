import {
  concatMap,
  EMPTY,
  from,
  type Observable,
  ReplaySubject,
  Subject,
  type Subscriber,
  takeUntil,
  type TeardownLogic,
  timer,
} from 'rxjs';
import { ClosedError } from '../errors/usage-error.js';
import { maxTimerMs } from '../internal/options.js';
import { needsTimers } from '../message/delay.js';
import type { OutgoingMessage } from '../message/outgoing-message.js';
import { checkMessage, MessageNames } from '../message/prepare-message.js';
import type { PackedContent } from '../payload/compress.js';
import type { Runtime } from '../runtime/runtime.js';
import type { MessageSender } from '../sending/message-sender.js';
import type { PreparedMessage } from '../sending/prepared-message.js';
import type { SendPolicy } from '../sending/send-policy.js';
import type { SendReceipt } from '../sending/send-receipt.js';
import { selectionOf } from './queue-selector.js';
import { type Packed, whenPacked, withContent } from './packed.js';
import type { ProducerEvent } from './producer-event.js';
import type { ResolvedProducerOptions } from './producer-options.js';
import { ProducerTrace } from './producer-trace.js';
import { SendGate } from './send-gate.js';

export interface SendPathSettings {
  readonly options: ResolvedProducerOptions;
  readonly sender: MessageSender;
  readonly compress: (body: Buffer) => PackedContent | PromiseLike<PackedContent>;
  readonly nextMessageId: () => string;
  readonly runtime: Runtime;
}

/** A message that is to be sent, before it is checked. */
export interface Draft {
  readonly message: OutgoingMessage;
  readonly messageId: string;
  /** Of this library's own, such as those of a transaction. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Bits to begin with. Default 0. */
  readonly sysFlag?: number;
}

/** How one send is carried out, where it differs from the producer's options. */
export interface SendPathOptions {
  readonly timeoutMs?: number | undefined;
  /** Of a batch: all of them, each once. */
  readonly orderKey?: string | readonly string[] | undefined;
  /** Milliseconds since the epoch from which the timeout counts. Default: the subscription. */
  readonly startedAt?: number | undefined;
}

/** A message, or a batch, that is made when its turn has come. */
export interface SendPart {
  /** Of the body. */
  readonly bytes: number;
  readonly prepare: () => PreparedMessage;
}

/** The first version whose brokers have timers. */
const timersSince = 413;

/**
 * The way that every message of a producer takes, of whatever kind: it is checked, waits for its turn and for room, is compressed,
 * and is sent in several attempts if need be.
 */
export class SendPath {
  readonly gate: SendGate;
  /** What happens to sends; for everybody on the way. */
  readonly events = new Subject<ProducerEvent>();
  /** Undefined when nothing is traced. */
  readonly trace: ProducerTrace | undefined;
  /** Emits when no more is taken; replays it. */
  readonly refused$: Observable<void>;
  /** Hears of each order key before the send with it takes its place, so that what is held back of that key goes first. */
  beforeOrdered: ((orderKey: string) => void) | undefined = undefined;
  readonly #settings: SendPathSettings;
  readonly #policy: SendPolicy;
  readonly #names = new MessageNames();
  readonly #refused = new ReplaySubject<void>(1);
  #isClosed = false;

  constructor(settings: SendPathSettings) {
    this.#settings = settings;
    const { options, runtime } = settings;
    this.refused$ = this.#refused.asObservable();
    this.gate = new SendGate({ ...options, runtime });
    this.trace = this.#createTrace();
    this.#policy = {
      ...options,
      onAttemptFailed: (attempt, messageId) =>
        this.events.next({ type: 'attempt-failed', messageId, ...attempt }),
      onStored: this.trace?.sent,
    };
  }

  /**
   * @throws {InvalidArgumentError} naming what is wrong with the message
   * @throws {MessageTooLargeError}
   */
  prepare({ message, messageId, properties: own, sysFlag = 0 }: Draft): PreparedMessage {
    const { maxMessageBytes, queueSelector } = this.#settings.options;
    const { topic, body, properties, flag } = checkMessage(message, {
      messageId,
      maxMessageBytes,
      properties: own,
      names: this.#names,
    });
    return {
      topic,
      messageId,
      body,
      properties,
      sysFlag,
      flag,
      bornAt: this.#settings.runtime.now(),
      reconsumeTimes: 0,
      maxReconsumeTimes: undefined,
      selectQueue: selectionOf(message, queueSelector),
      minBrokerVersion: needsTimers(message.delay) ? timersSince : undefined,
    };
  }

  /**
   * Cold. Emits the receipt. Errs with {@link ClosedError}, {@link TooManySendsError}, {@link SendFailedError}, or with what is in the
   * way when nothing was tried.
   */
  send(prepared: PreparedMessage, options: SendPathOptions = {}): Observable<SendReceipt> {
    return this.#pass(prepared.body.length, options, (policy, startedAt, subscriber) => {
      const packed = this.#pack(prepared);
      return 'then' in packed
        ? this.#sendPacked(packed, policy, startedAt).subscribe(subscriber)
        : this.#settings.sender.start(packed, policy, startedAt, subscriber);
    });
  }

  /**
   * Cold. Sends one part after the other, as one send with one deadline. Emits each receipt as it comes; errs as {@link send} with
   * the first part that fails, and sends none after it.
   */
  sendInTurn(parts: readonly SendPart[], options: SendPathOptions = {}): Observable<SendReceipt> {
    const bytes = parts.reduce((most, part) => Math.max(most, part.bytes), 0);
    return this.#pass(bytes, options, (policy, startedAt, subscriber) =>
      from(parts)
        .pipe(concatMap(({ prepare }) => this.#sendPacked(this.#pack(prepare()), policy, startedAt)))
        .subscribe(subscriber),
    );
  }

  /** Cold. Emits when it has been handed to a connection; errs as {@link send}. */
  sendOneway(prepared: PreparedMessage): Observable<void> {
    return this.#pass(prepared.body.length, {}, (policy, _startedAt, subscriber) =>
      whenPacked(this.#pack(prepared), (packed) =>
        this.#settings.sender.sendOneway(packed, policy),
      ).subscribe(subscriber),
    );
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Refuses what comes from now on. */
  refuse(): void {
    this.#isClosed = true;
    this.#refused.next();
    this.#refused.complete();
  }

  /** Cold. Completes when what is to be traced has left, or the time is up. */
  closeTrace(timeoutMs: number): Observable<never> {
    const closed = this.trace?.close() ?? EMPTY;
    const isTimeUp = timer(Math.min(timeoutMs, maxTimerMs), this.#settings.runtime.scheduler);
    return closed.pipe(takeUntil(isTimeUp));
  }

  close(): void {
    this.gate.close(this.#closed());
    this.events.complete();
  }

  #pass<T>(
    bytes: number,
    { timeoutMs = this.#policy.timeoutMs, orderKey, startedAt }: SendPathOptions,
    send: (policy: SendPolicy, startedAt: number, subscriber: Subscriber<T>) => TeardownLogic,
  ): Observable<T> {
    return this.gate.run(() => {
      if (this.#isClosed) throw this.#closed();
      if (typeof orderKey === 'string') this.beforeOrdered?.(orderKey);
      const policy = timeoutMs === this.#policy.timeoutMs ? this.#policy : { ...this.#policy, timeoutMs };
      const begun = startedAt ?? this.#settings.runtime.now();
      return {
        bytes,
        deadline: begun + timeoutMs,
        orderKey,
        begin: (subscriber) => send(policy, begun, subscriber),
      };
    });
  }

  #createTrace(): ProducerTrace | undefined {
    const { options } = this.#settings;
    const { trace, group } = options;
    if (trace === false) return undefined;
    const onLost = (records: number, error: unknown): void =>
      this.events.next({ type: 'trace-lost', records, error });
    return new ProducerTrace({ ...this.#settings, options: trace, group, onLost });
  }

  #closed(): ClosedError {
    return new ClosedError('producer', { group: this.#policy.group });
  }

  #sendPacked(packed: Packed, policy: SendPolicy, startedAt: number): Observable<SendReceipt> {
    return whenPacked(packed, (message) => this.#settings.sender.send(message, policy, startedAt));
  }

  /** Once for all attempts: what is compressed already must not be compressed again. Batches never are (wire.md 7.6). */
  #pack(prepared: PreparedMessage): Packed {
    if (prepared.isBatch === true) return prepared;
    const content = this.#settings.compress(prepared.body);
    return 'then' in content
      ? content.then((late) => withContent(prepared, late))
      : withContent(prepared, content);
  }
}
