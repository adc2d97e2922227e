import { defer, type Observable, type OperatorFunction, tap } from 'rxjs';
import type { Single } from '../internal/single.js';
import type { OutgoingMessage } from '../message/outgoing-message.js';
import type { ReceivedMessage } from '../message/received-message.js';
import type { SendReceipt } from '../sending/send-receipt.js';
import { sendBatch } from './batch/send-batch.js';
import { command } from './command.js';
import { ProducerCore, type ProducerSettings, type ProducerState } from './producer-core.js';
import type { ProducerEvent } from './producer-event.js';
import type { ResolvedProducerOptions } from './producer-options.js';
import { type ReplyMessage, sendReply } from './request-reply/reply.js';
import type { Pressure } from './send-gate.js';
import type { SendOptions } from './send-options.js';
import { sendAll } from './stream/send-all.js';
import { checkSource, type MessageSource, sendFrom } from './stream/send-from.js';
import type { SendOutcome } from './stream/send-outcome.js';
import {
  resolveSendAllOptions,
  resolveSendFromOptions,
  type SendAllOptions,
  type SendFromOptions,
} from './stream/stream-options.js';
import type { TransactionCheck } from './transaction/transaction-check.js';
import type {
  TransactionOptions,
  TransactionReceipt,
  TransactionWork,
} from './transaction/transaction-options.js';
import type { TransactionOutcome } from './transaction/transaction-outcome.js';

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
  readonly #core: ProducerCore;

  /** @internal */
  constructor(settings: ProducerSettings) {
    this.#settings = settings;
    this.options = settings.options;
    this.group = settings.options.group;
    this.#core = new ProducerCore(settings);
  }

  /** Hot, replays one: `open`, `closing`, `closed`; completes after `closed`. */
  get state$(): Observable<ProducerState> {
    return this.#core.state$;
  }

  get state(): ProducerState {
    return this.#core.state;
  }

  /**
   * Hot, no replay, never errs: attempts that failed, and, once it has made a request, replies to requests of this client that nobody
   * waits for. Completes on `close()`.
   */
  get events$(): Observable<ProducerEvent> {
    return this.#core.path.events.asObservable();
  }

  /** Hot, replays one, never errs: whether sends have to wait, after each change of its `state`. Completes on `close()`. */
  get pressure$(): Observable<Pressure> {
    return this.#core.path.gate.pressure$;
  }

  /** How many sends are under way, and how many wait, as it is now. */
  get pressure(): Pressure {
    return this.#core.path.gate.pressure;
  }

  /**
   * Sends one message.
   *
   * Cold: each subscription (or the first `await`) is one send. The message id is given now, so that sending the same `Single`
   * again, as `retry(2)` does, repeats the id. Emits the receipt. Errs with {@link InvalidArgumentError} or
   * {@link MessageTooLargeError} before anything is sent, with {@link TooManySendsError} when it found no room in time, with
   * {@link RouteError} when there is nowhere to send to, with {@link UnsupportedError} when a broker is too old for the message, with
   * {@link SendFailedError} when no attempt was acknowledged, with {@link ClosedError} after `close()`.
   */
  send(message: OutgoingMessage, options: SendOptions = {}): Single<SendReceipt> {
    const messageId = this.#settings.nextMessageId();
    return command(options, () => this.#core.send(message, messageId, options.timeoutMs));
  }

  /**
   * Sends messages of one topic together: one request for as many as fit into `maxMessageBytes`, each request to one queue and stored
   * as a whole or not at all.
   *
   * Cold: each subscription (or the first `await`) is one send of them all; message ids are given now. Requests go one after the
   * other, `timeoutMs` is for all of them, and the first that fails is the last: what is stored is a beginning of the list. Emits one
   * receipt for each message, in the order of the list. Errs with {@link InvalidArgumentError} or {@link MessageTooLargeError} before
   * anything is sent, as {@link send} when the first request fails, with {@link PartialBatchError} and the receipts of what is stored
   * when a later one does. Unsubscribing sends no more requests; one that is on the wire is not recalled.
   *
   * All messages have the same `topic` and `waitForStore`, and the same `orderKey` or `queue` or none; none has a `delay`. Without an
   * `orderKey` or `queue` each request goes to the next queue; a `queueSelector` is asked for the first message. Batches are not
   * compressed. A request with one message is an ordinary send.
   */
  sendBatch(messages: readonly OutgoingMessage[], options: SendOptions = {}): Single<readonly SendReceipt[]> {
    const { nextMessageId } = this.#settings;
    const drafts = Array.isArray(messages)
      ? messages.map((message: OutgoingMessage) => ({ message, messageId: nextMessageId() }))
      : [];
    return command(options, () =>
      sendBatch({ ...this.options, path: this.#core.path }, drafts, options.timeoutMs),
    );
  }

  /**
   * Sends one message without waiting for an answer: fast, and lost silently when the broker cannot take it. There is one attempt.
   *
   * Cold: each subscription (or the first `await`) is one send. Emits when the message has been handed to the connection. Errs as
   * {@link send} while it has not.
   */
  sendOneway(message: OutgoingMessage, options: Pick<SendOptions, 'signal'> = {}): Single<void> {
    const messageId = this.#settings.nextMessageId();
    const { path } = this.#core;
    return command(options, () => path.sendOneway(path.prepare({ message, messageId })));
  }

  /**
   * Sends the messages of an Observable: outcomes come out in the order in which messages went in, and a failure is an outcome with
   * its message, so that it does not end the stream.
   *
   * Cold. At most `maxInFlight` messages have begun and not been emitted; what comes meanwhile is kept, without a limit unless
   * `overflow` is `'error'`: then a message beyond `maxQueued` becomes an outcome with {@link TooManySendsError} at once, ahead of
   * those that wait. When the source has completed, or erred, everything that it gave is sent first. Unsubscribing gives up what
   * waits and what has no answer yet, which may be stored all the same. `close()` lets what has begun end; then the stream errs with
   * {@link ClosedError}, unless its source has ended and all of it has begun.
   *
   * Each message has the producer's `timeoutMs` from its beginning. Costs the same with 10 or 100,000 messages waiting.
   *
   * @throws {InvalidArgumentError} synchronously, naming the option
   */
  sendAll<Message extends OutgoingMessage = OutgoingMessage>(
    options: SendAllOptions = {},
  ): OperatorFunction<Message, SendOutcome<Message>> {
    return sendAll(this.#core.streams, resolveSendAllOptions(options, this.options.maxInFlight));
  }

  /**
   * Sends the messages of an iterable or async iterable, taken only as fast as brokers accept them: a message is taken when fewer
   * than `maxInFlight` are without an emitted outcome. An Observable cannot be slowed down: it is sent as by {@link sendAll}.
   *
   * Cold: each subscription iterates anew. Emits outcomes as {@link sendAll}; completes when everything is sent. When the iterable
   * throws, the outcomes of what it gave come first, then its error. Unsubscribing, and `close()`, call `return()` of an iterator
   * that has not ended, and go on as with {@link sendAll}. Errs with {@link InvalidArgumentError} when there is nothing to iterate.
   */
  sendFrom<Message extends OutgoingMessage = OutgoingMessage>(
    source: MessageSource<Message>,
    options: SendFromOptions = {},
  ): Observable<SendOutcome<Message>> {
    return defer(() => {
      checkSource(source);
      const resolved = resolveSendFromOptions(options, this.options.maxInFlight);
      return sendFrom(source, this.#core.streams, resolved);
    });
  }

  /**
   * Sends a message as a request, and emits the reply that a consumer of its topic sends by {@link reply}, or by the Java client's
   * `MessageUtil.createReplyMessage`.
   *
   * Cold: each subscription (or the first `await`) is one request. `timeoutMs` is for all of it, from the wait for its turn to the
   * reply. The first reply counts; `offset` of a reply is -1. Errs as {@link send} at once when the request cannot be sent, with
   * {@link ReplyTimeoutError} when it was and no reply came in time, with {@link TooManySendsError} when `maxAwaitedReplies` wait
   * already, with {@link DecodeError} when the reply's body cannot be unpacked, with {@link ClosedError} when the producer is closed
   * meanwhile. A reply that comes later, or a second time, is an event. Unsubscribing ends the wait; a request that is on the wire
   * is not recalled.
   *
   * Requests are delivered at least once, as all messages are: who handles them may see one twice.
   */
  request(message: OutgoingMessage, options: SendOptions = {}): Single<ReceivedMessage> {
    const messageId = this.#settings.nextMessageId();
    const { timeoutMs = this.options.timeoutMs } = options;
    return command(options, () => this.#core.requester.request(message, messageId, timeoutMs));
  }

  /**
   * Sends the reply to a request that was received. Emits the receipt when the requester has it. The request itself is not settled:
   * acknowledge it as any delivery.
   *
   * Cold. Errs with {@link InvalidArgumentError} when the message is no request, else as {@link send}: a {@link SendFailedError} whose
   * attempts were refused means that the requester is not connected to those brokers, or has gone.
   */
  reply(
    request: ReceivedMessage<unknown>,
    reply: ReplyMessage,
    options: SendOptions = {},
  ): Single<SendReceipt> {
    const messageId = this.#settings.nextMessageId();
    return command(options, () => sendReply(this.#core.path, request, reply, messageId, options));
  }

  /**
   * Sends a message that consumers get only if local work commits: stores it unseen, runs the work, and tells the broker how that
   * ended. `work` gives `'commit'`, `'rollback'` or `'unknown'`, or a thenable, an Observable or an async iterable of it (the last
   * value counts). When it throws, rejects, gives nothing, or takes longer than `workTimeoutMs`, the outcome is `unknown` and the
   * receipt has the reason. While the broker does not know the outcome, it asks: see {@link checks$}.
   *
   * Cold: each subscription (or the first `await`) stores a message, with one id, and runs the work. Emits the receipt when the broker
   * has acknowledged the outcome, or could not be told; `isConfirmed` says which. Errs as {@link send} while the message is not stored;
   * the work has not run then. It does not run either when the broker could not store the message as safely as it was set up to: that
   * is a rollback. A message with a `delay` is refused. Unsubscribing aborts the `signal` of work that has begun and leaves the
   * outcome to the broker's question. `close()` waits for work, then gives it up as `unknown`.
   */
  transaction<const Outcome extends TransactionOutcome>(
    message: OutgoingMessage,
    work: TransactionWork<Outcome>,
    options: TransactionOptions = {},
  ): Single<TransactionReceipt> {
    const messageId = this.#settings.nextMessageId();
    return command(options, () => this.#core.transactions.run(message, messageId, work, options));
  }

  /**
   * Hot, no replay, never errs: brokers ask how a transaction of this group ended, whichever producer began it. Answer with `commit()`,
   * `rollback()` or `unknown()` of the check, or by the option `checker`; with both, whoever is first. A transaction whose end this
   * producer knows, since it has run it itself, is answered by that and not emitted. Each question goes to one producer of the group. While this is
   * subscribed, or with a `checker`, every broker of the cluster hears of this producer. Completes on `close()`.
   */
  get checks$(): Observable<TransactionCheck> {
    return this.#core.transactions.checks$;
  }

  /**
   * Takes a message back that was sent with a delay in `ms` or `at` and has not been delivered yet. Emits its message id.
   *
   * Cold. Errs with {@link UnsupportedError} when its broker cannot (before 5.3.2, or `recallMessageEnable` is off) or the receipt is
   * not one of a timed message, with a {@link BrokerError} when it is too late.
   */
  recall(receipt: SendReceipt, options: Pick<SendOptions, 'signal'> = {}): Single<string> {
    return command(options, () =>
      this.#settings
        .recall(receipt, this.group)
        .pipe(tap((messageId) => this.#core.path.trace?.recalled(receipt.queue.topic, messageId))),
    );
  }

  /**
   * Refuses new sends, waits for those in flight, for replies to requests, and for the work of transactions, until `timeoutMs` (default:
   * the producer's) has passed, and leaves the group. Starts at once, replays its end, never errs; later calls join the first.
   */
  close({ timeoutMs = this.options.timeoutMs }: { readonly timeoutMs?: number } = {}): Single<void> {
    return this.#core.close(timeoutMs);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close().then(() => undefined);
  }
}
