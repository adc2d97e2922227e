import {
  BehaviorSubject,
  concat,
  concatMap,
  defer,
  forkJoin,
  map,
  type Observable,
  of,
  tap,
  timeout,
} from 'rxjs';
import type { HeartbeatService } from '../broker/heartbeat-service.js';
import { maxTimerMs } from '../internal/options.js';
import { startNow } from '../internal/replayed.js';
import type { Single } from '../internal/single.js';
import type { OutgoingMessage } from '../message/outgoing-message.js';
import type { PackedContent } from '../payload/compress.js';
import type { Runtime } from '../runtime/runtime.js';
import type { MessageSender } from '../sending/message-sender.js';
import type { SendReceipt } from '../sending/send-receipt.js';
import type { AutoBatcher } from './batch/auto-batcher.js';
import { createBatcher } from './batch/create-batcher.js';
import type { ResolvedProducerOptions } from './producer-options.js';
import type { Recall } from './recall.js';
import { Requester, type RequesterParts } from './request-reply/requester.js';
import { SendPath } from './send-path.js';
import type { StreamSettings } from './stream/stream-settings.js';
import { type TransactionServices, Transactions } from './transaction/transactions.js';

/** What a client lends to its producers. */
export interface ProducerSettings {
  readonly options: ResolvedProducerOptions;
  readonly sender: MessageSender;
  readonly compress: (body: Buffer) => PackedContent | PromiseLike<PackedContent>;
  readonly heartbeats: HeartbeatService;
  readonly nextMessageId: () => string;
  readonly recall: Recall;
  readonly requests: RequesterParts;
  readonly transactions: TransactionServices;
  readonly runtime: Runtime;
  /** Tells the brokers that the group is gone, and the client that this producer is. */
  readonly release: () => Observable<void>;
}

export type ProducerState = 'open' | 'closing' | 'closed';

/** The parts of one producer, from their wiring to their end. What users see of it is the facade before it. */
export class ProducerCore {
  readonly path: SendPath;
  readonly streams: StreamSettings;
  readonly requester: Requester;
  readonly transactions: Transactions;
  readonly #settings: ProducerSettings;
  /** Undefined when every send is a request of its own. */
  readonly #batcher: AutoBatcher | undefined;
  readonly #state = new BehaviorSubject<ProducerState>('open');
  readonly #leave: () => void;
  #closing: Single<void> | undefined;

  readonly state$: Observable<ProducerState> = this.#state.asObservable();

  constructor(settings: ProducerSettings) {
    const { options, heartbeats, nextMessageId, requests, runtime, transactions } = settings;
    const { group, maxInFlight } = options;
    this.#settings = settings;
    const path = new SendPath(settings);
    this.path = path;
    this.#batcher = createBatcher(settings, path);
    this.streams = {
      group,
      maxInFlight,
      send: (message) => this.send(message, nextMessageId()),
      closing$: path.refused$,
      logger: runtime.logger,
    };
    this.requester = new Requester({ ...requests, ...options, path, runtime });
    this.#leave = heartbeats.join({ kind: 'producer', group });
    this.transactions = new Transactions({ ...transactions, options, path, runtime });
  }

  get state(): ProducerState {
    return this.#state.value;
  }

  /** @throws what is wrong with the message */
  send(message: OutgoingMessage, messageId: string, timeoutMs?: number): Observable<SendReceipt> {
    const prepared = this.path.prepare({ message, messageId });
    if (this.#batcher === undefined)
      return this.path.send(prepared, { timeoutMs, orderKey: message.orderKey });
    return this.#batcher.send({
      message,
      prepared,
      timeoutMs: timeoutMs ?? this.#settings.options.timeoutMs,
    });
  }

  /** Starts at once; later calls join the first. */
  close(timeoutMs: number): Single<void> {
    const started = defer(() => this.#close(timeoutMs));
    return this.#closing ?? startNow(started, (closing) => (this.#closing = closing));
  }

  #close(timeoutMs: number): Observable<void> {
    this.#state.next('closing');
    this.#batcher?.flush();
    this.path.refuse();
    return forkJoin([
      this.path.gate.whenIdle(),
      this.requester.whenIdle(),
      this.transactions.whenIdle(),
    ]).pipe(
      timeout({
        first: Math.min(timeoutMs, maxTimerMs),
        scheduler: this.#settings.runtime.scheduler,
        with: () => of(false),
      }),
      tap(() => {
        this.requester.close();
        this.transactions.close();
        // Not before: what is under way may need a broker that knows of the group.
        this.#leave();
      }),
      concatMap(() => concat(this.path.closeTrace(timeoutMs), this.#settings.release())),
      map(() => undefined),
      tap(() => {
        this.#state.next('closed');
        this.#state.complete();
        this.path.close();
      }),
    );
  }
}
