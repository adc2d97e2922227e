import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  finalize,
  from,
  ignoreElements,
  type Observable,
  type Subscription,
} from 'rxjs';
import { startNow } from '../../internal/replayed.js';
import { RingQueue } from '../../internal/ring-queue.js';
import { encodeProperties } from '../../protocol/message/message-properties.js';
import { PropertyKey } from '../../protocol/property-key.js';
import type { Runtime } from '../../runtime/runtime.js';
import type { MessageSender } from '../message-sender.js';
import type { PreparedMessage } from '../prepared-message.js';
import { encodeTraceRecord, traceKeys, type TraceRecord } from './trace-record.js';

export interface TraceOptions {
  /** Where records go. Default `RMQ_SYS_TRACE_TOPIC`, where the tools of RocketMQ look for them. */
  readonly topic?: string;
  /** Records of one trace message. Default 10, as in Java. */
  readonly maxRecords?: number;
  /** Milliseconds for which a record may wait for others. Default 5000, as in Java. */
  readonly intervalMs?: number;
}

export type ResolvedTraceOptions = Readonly<Required<TraceOptions>>;

export interface TraceCollectorSettings {
  readonly options: ResolvedTraceOptions;
  /** Producer group of the trace messages. */
  readonly group: string;
  readonly sender: MessageSender;
  readonly nextMessageId: () => string;
  readonly runtime: Runtime;
  /** So many records are lost: they could not be sent, or there were too many at once. */
  readonly onLost: (records: number, error: unknown) => void;
}

/** What Java holds before it discards. */
const maxHeldRecords = 2048;
/** Of a body; what Java allows. */
const maxBodyBytes = 128_000;
/** Of the keys: they are a property, and all properties together have 32,767. */
const maxKeysBytes = 30_000;

const policy = { timeoutMs: 5000, attemptTimeoutMs: 2000, retries: 2, defaultTopicQueues: 4 };

/**
 * Holds trace records for a moment and sends them together, one message after the other. Traffic never waits for it: what it cannot
 * send, or hold, is lost, and told.
 *
 * @see apache/rocketmq `client/…/trace/AsyncTraceDispatcher`
 */
export class TraceCollector {
  readonly #settings: TraceCollectorSettings;
  readonly #held = new RingQueue<TraceRecord>();
  #timer: Subscription | undefined;
  /** The messages that are on their way. */
  #sending: Observable<never> | undefined;

  constructor(settings: TraceCollectorSettings) {
    this.#settings = settings;
  }

  add(record: TraceRecord): void {
    if (this.#held.length >= maxHeldRecords) {
      this.#settings.onLost(1, new Error(`${maxHeldRecords} records wait already`));
      return;
    }
    this.#held.push(record);
    this.#arrange();
  }

  /** Cold. Completes when everything that is held has been sent, or could not be. Never errs. */
  close(): Observable<never> {
    return defer(() => {
      this.#timer?.unsubscribe();
      return concat(this.#sending ?? EMPTY, this.#send());
    });
  }

  /** One message after the other: what comes while one is on its way goes with the next one. */
  #arrange(): void {
    const { options, runtime } = this.#settings;
    if (this.#sending !== undefined || this.#held.length === 0) return;
    if (this.#held.length >= options.maxRecords) this.#sendHeld();
    else this.#timer ??= runtime.scheduler.schedule(() => this.#sendHeld(), options.intervalMs);
  }

  #sendHeld(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
    const ended = finalize<never>(() => {
      this.#sending = undefined;
      this.#arrange();
    });
    void startNow(this.#send().pipe(ended), (sending) => (this.#sending = sending));
  }

  #send(): Observable<never> {
    return from(this.#messages()).pipe(
      concatMap(({ message, records }) =>
        this.#settings.sender.send(message, { ...policy, group: this.#settings.group }).pipe(
          catchError((error: unknown) => {
            this.#settings.onLost(records, error);
            return EMPTY;
          }),
        ),
      ),
      ignoreElements(),
    );
  }

  /** Takes out what is held, as long as something is. */
  *#messages(): Generator<{ readonly message: PreparedMessage; readonly records: number }> {
    const { maxRecords } = this.#settings.options;
    while (this.#held.length > 0) {
      const keys = new Set<string>();
      let body = '';
      let records = 0;
      for (
        let next = this.#held.peek();
        next !== undefined && records < maxRecords;
        next = this.#held.peek()
      ) {
        const text = encodeTraceRecord(next);
        const both = new Set([...keys, ...traceKeys(next)]);
        const isTooMuch =
          Buffer.byteLength(body) + Buffer.byteLength(text) > maxBodyBytes ||
          Buffer.byteLength([...both].join(' ')) > maxKeysBytes;
        if (isTooMuch && records > 0) break;
        if (!isTooMuch) for (const key of both) keys.add(key);
        else keys.add(next.messageId);
        body += text;
        records++;
        this.#held.shift();
      }
      yield { message: this.#prepare(body, [...keys].join(' ')), records };
    }
  }

  #prepare(body: string, keys: string): PreparedMessage {
    const { options, nextMessageId, runtime } = this.#settings;
    const messageId = nextMessageId();
    return {
      topic: options.topic,
      messageId,
      body: Buffer.from(body, 'utf8'),
      properties: encodeProperties({
        [PropertyKey.KEYS]: keys,
        [PropertyKey.UNIQ_KEY]: messageId,
        [PropertyKey.WAIT]: 'true',
      }),
      sysFlag: 0,
      flag: 0,
      bornAt: runtime.now(),
      reconsumeTimes: 0,
      maxReconsumeTimes: undefined,
    };
  }
}
