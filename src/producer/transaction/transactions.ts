import {
  BehaviorSubject,
  concatMap,
  defer,
  filter,
  finalize,
  map,
  type Observable,
  of,
  take,
  tap,
} from 'rxjs';
import type { BrokerClient } from '../../broker/broker-client.js';
import { ClosedError } from '../../errors/usage-error.js';
import { callable } from '../../internal/options.js';
import type { OutgoingMessage } from '../../message/outgoing-message.js';
import type { Unpack } from '../../message/unpack-message.js';
import { decodeOffsetMessageId } from '../../protocol/message/message-id.js';
import { findProperty } from '../../protocol/message/message-properties.js';
import { PropertyKey } from '../../protocol/property-key.js';
import type { Runtime } from '../../runtime/runtime.js';
import { assertDurable } from '../../sending/assert-durable.js';
import type { PreparedMessage } from '../../sending/prepared-message.js';
import type { SendReceipt } from '../../sending/send-receipt.js';
import type { ResolvedProducerOptions } from '../producer-options.js';
import type { SendPath } from '../send-path.js';
import { CheckDesk } from './check-desk.js';
import type { CheckRouter } from './check-router.js';
import { Decisions } from './decisions.js';
import { describeReason } from './describe-reason.js';
import { draftHalf } from './draft-half.js';
import type { EveryBroker } from './every-broker.js';
import { KnownOutcomes } from './known-outcomes.js';
import { resolveTransactionOptions } from './resolve-transaction-options.js';
import { createTellOutcome, type TellOutcome } from './tell-outcome.js';
import type { TransactionCheck } from './transaction-check.js';
import type { TransactionOptions, TransactionReceipt, TransactionWork } from './transaction-options.js';
import type { TransactionDecision } from './transaction-outcome.js';

/** What a client lends to the transactions of its producers. */
export interface TransactionServices {
  readonly broker: (address: string) => BrokerClient;
  /** The address of the master of that name. */
  readonly masterOf: (brokerName: string) => string | undefined;
  /** The body of a message as it was sent. */
  readonly unpack: Unpack;
  readonly checks: CheckRouter;
  readonly everyBroker: EveryBroker;
}

export interface TransactionsSettings extends TransactionServices {
  readonly options: ResolvedProducerOptions;
  readonly path: SendPath;
  readonly runtime: Runtime;
}

const checkWork = callable<TransactionWork>();

/** One execution of a transaction. */
interface Execution {
  readonly prepared: PreparedMessage;
  readonly work: TransactionWork;
  readonly workTimeoutMs: number;
  readonly timeoutMs: number;
  hasWorkBegun: boolean;
}

/**
 * Transactional sends of one producer: the half message, the local work, the end, and the answers to brokers which ask how it ended.
 *
 * @see apache/rocketmq `client/…/DefaultMQProducerImpl#sendMessageInTransaction`, `#checkTransactionState`
 */
export class Transactions {
  readonly #settings: TransactionsSettings;
  readonly #known = new KnownOutcomes();
  readonly #decisions: Decisions;
  readonly #tell: TellOutcome;
  readonly #desk: CheckDesk;
  readonly #leave: () => void;
  readonly #running = new BehaviorSubject(0);

  constructor(settings: TransactionsSettings) {
    this.#settings = settings;
    const { options, path, runtime, broker, unpack, checks, everyBroker } = settings;
    const onEvent = path.events.next.bind(path.events);
    this.#decisions = new Decisions(runtime);
    this.#tell = createTellOutcome({
      broker,
      onCommitted: (messageId) => this.#known.committed(messageId),
      onFailed: onEvent,
      onTold: (end) => path.trace?.ended(end),
    });
    this.#desk = new CheckDesk({
      checker: options.checker,
      timeoutMs: options.timeoutMs,
      known: this.#known,
      decisions: this.#decisions,
      tell: this.#tell,
      unpack,
      onEvent,
      hold: () => everyBroker.hold(),
    });
    this.#leave = checks.join(options.group, this.#desk);
  }

  /** Hot, no replay, never errs. Completes on `close()`. */
  get checks$(): Observable<TransactionCheck> {
    return this.#desk.checks$;
  }

  /**
   * Cold. Errs as a send while there is no half message; never after that.
   *
   * @throws {InvalidArgumentError} naming what is wrong with the message or the options
   * @throws {MessageTooLargeError}
   */
  run(
    message: OutgoingMessage,
    messageId: string,
    work: TransactionWork,
    options: TransactionOptions,
  ): Observable<TransactionReceipt> {
    checkWork(work, 'work');
    const { workTimeoutMs, checkAfterMs, timeoutMs } = resolveTransactionOptions(options);
    const { path, options: defaults } = this.#settings;
    const draft = draftHalf(message, messageId, defaults.group, checkAfterMs);
    // The broker asks only those it knows.
    const prepared = { ...path.prepare(draft), needsIntroduction: true };
    return defer(() => {
      const execution: Execution = {
        prepared,
        work,
        workTimeoutMs,
        timeoutMs: timeoutMs ?? defaults.timeoutMs,
        hasWorkBegun: false,
      };
      this.#known.begin(messageId);
      this.#running.next(this.#running.value + 1);
      return path.send(prepared, { timeoutMs, orderKey: message.orderKey }).pipe(
        concatMap((half) => this.#decide(execution, half).pipe(map((decision) => ({ half, decision })))),
        concatMap(({ half, decision }) => this.#conclude(execution, half, decision)),
        finalize(() => this.#end(execution)),
      );
    });
  }

  /** Emits once, when no transaction is under way. */
  whenIdle(): Observable<unknown> {
    return this.#running.pipe(
      filter((count) => count === 0),
      take(1),
    );
  }

  /** Work that has not ended is given up; brokers are not answered any more. */
  close(): void {
    const { group } = this.#settings.options;
    this.#decisions.close(new ClosedError('producer', { group }));
    this.#leave();
    this.#desk.close();
    this.#running.complete();
  }

  /** A half message that is less than safely stored is taken back, and the work not begun (behaviour.md 3.13). */
  #decide(execution: Execution, half: SendReceipt): Observable<TransactionDecision> {
    const { prepared, work, workTimeoutMs } = execution;
    const { messageId } = prepared;
    return defer(() => {
      try {
        assertDurable(half.status, ['ok'], this.#settings.masterOf(half.queue.brokerName) ?? '');
      } catch (reason) {
        return of<TransactionDecision>({ outcome: 'rollback', reason });
      }
      execution.hasWorkBegun = true;
      return this.#decisions.decide((signal) => work({ messageId, half, signal }), workTimeoutMs);
    }).pipe(
      tap(({ outcome }) => {
        if (outcome !== 'unknown') this.#known.decide(messageId, outcome);
      }),
    );
  }

  #conclude(
    { prepared, timeoutMs }: Execution,
    half: SendReceipt,
    { outcome, reason }: TransactionDecision,
  ): Observable<TransactionReceipt> {
    const { topic, messageId, properties } = prepared;
    const { brokerName } = half.queue;
    const end = {
      outcome,
      topic,
      producerGroup: this.#settings.options.group,
      brokerName,
      halfOffset: half.queueOffset,
      commitLogOffset: decodeOffsetMessageId(half.offsetMessageId).physicalOffset,
      messageId,
      isAnswer: false,
      reason: describeReason(reason),
    };
    const address = this.#settings.masterOf(brokerName);
    const tags = findProperty(properties, PropertyKey.TAGS);
    const keys = findProperty(properties, PropertyKey.KEYS);
    return this.#tell({ end, address, timeoutMs, tags, keys }).pipe(
      map((isConfirmed) => ({ messageId, outcome, isConfirmed, half, reason })),
    );
  }

  /** Work that never began never will: there is nothing to commit, also where a half message was stored and the answer lost. */
  #end({ prepared: { messageId }, hasWorkBegun }: Execution): void {
    if (!hasWorkBegun) this.#known.decide(messageId, 'rollback');
    this.#known.end(messageId);
    this.#running.next(this.#running.value - 1);
  }
}
