import {
  BehaviorSubject,
  concatMap,
  filter,
  finalize,
  ignoreElements,
  merge,
  type Observable,
  take,
  tap,
} from 'rxjs';
import { TooManySendsError } from '../../errors/producer-error.js';
import { ClosedError } from '../../errors/usage-error.js';
import type { OutgoingMessage } from '../../message/outgoing-message.js';
import type { ReceivedMessage } from '../../message/received-message.js';
import { type Unpack, unpackMessage } from '../../message/unpack-message.js';
import { PropertyKey } from '../../protocol/property-key.js';
import type { Runtime } from '../../runtime/runtime.js';
import type { ReplyTable } from '../../sending/request-reply/reply-table.js';
import type { SendPath } from '../send-path.js';
import { AwaitedReply, type PushedReply } from './awaited-reply.js';

/** What a client lends to a producer for its requests. */
export interface RequesterParts {
  readonly replies: ReplyTable;
  readonly clientId: string;
  readonly unpack: Unpack;
  /** The name of the broker at an address, as routes tell it. */
  readonly brokerName: (address: string) => string | undefined;
  /** No reply came in time to a request that a broker took then. */
  readonly onMissed: (brokerName: string, askedAt: number) => void;
}

export interface RequesterSettings extends RequesterParts {
  readonly path: SendPath;
  readonly group: string;
  /** Requests that may wait for their replies at once. */
  readonly maxAwaitedReplies: number;
  readonly runtime: Runtime;
}

/** Brokers do not tell where they store a reply, if they do. */
const unknownOffset = -1;

/** The requests of one producer that wait for their replies. */
export class Requester {
  readonly #settings: RequesterSettings;
  readonly #awaited = new Set<AwaitedReply>();
  readonly #idle = new BehaviorSubject(true);
  /** Set with the first request: producers that never ask do not hear of stray replies. */
  #unwatch: (() => void) | undefined;

  constructor(settings: RequesterSettings) {
    this.#settings = settings;
  }

  /**
   * Cold, to be subscribed once and at once. Sends a request and emits its reply. Errs as `SendPath.send` while the request is not
   * sent, then with {@link ReplyTimeoutError}, {@link DecodeError} or {@link ClosedError}.
   *
   * @throws {InvalidArgumentError} naming what is wrong with the message
   * @throws {MessageTooLargeError}
   * @throws {TooManySendsError} when as many requests wait as may
   * @see apache/rocketmq `client/…/DefaultMQProducerImpl#request`
   */
  request(message: OutgoingMessage, messageId: string, timeoutMs: number): Observable<ReceivedMessage> {
    const { path, replies, clientId, group, maxAwaitedReplies, onMissed, runtime } = this.#settings;
    if (this.#awaited.size >= maxAwaitedReplies)
      throw new TooManySendsError('replies', this.#awaited.size, { group });
    const correlationId = replies.nextId();
    const prepared = path.prepare({
      message,
      messageId,
      properties: {
        [PropertyKey.CORRELATION_ID]: correlationId,
        [PropertyKey.REPLY_TO_CLIENT]: clientId,
        [PropertyKey.TTL]: String(timeoutMs),
      },
    });
    const { topic, orderKey } = message;
    const startedAt = runtime.now();
    const awaited = new AwaitedReply({
      correlationId,
      messageId,
      topic,
      group,
      timeoutMs,
      startedAt,
      onMissed,
    });
    const sent = path.send({ ...prepared, needsIntroduction: true }, { timeoutMs, orderKey }).pipe(
      tap(({ queue }) => awaited.sentTo(queue)),
      ignoreElements(),
    );
    // The reply may overtake the answer to the send: it is awaited first, and ends both.
    return merge(this.#await(awaited), sent).pipe(
      take(1),
      concatMap((reply) => this.#read(reply)),
    );
  }

  /** Emits once, when no request waits for its reply. */
  whenIdle(): Observable<boolean> {
    return this.#idle.pipe(
      filter((isIdle) => isIdle),
      take(1),
    );
  }

  /** Requests that still wait err with {@link ClosedError}. */
  close(): void {
    const { group } = this.#settings;
    for (const awaited of this.#awaited) awaited.fail(new ClosedError('producer', { group }));
    this.#unwatch?.();
    this.#idle.complete();
  }

  #await(awaited: AwaitedReply): Observable<PushedReply> {
    const { replies, path } = this.#settings;
    if (!path.isClosed) this.#unwatch ??= replies.watch((reply) => path.events.next(reply));
    this.#awaited.add(awaited);
    if (this.#idle.value) this.#idle.next(false);
    return awaited.in(replies).pipe(
      finalize(() => {
        this.#awaited.delete(awaited);
        if (this.#awaited.size === 0) this.#idle.next(true);
      }),
    );
  }

  #read({ stored, address }: PushedReply): Observable<ReceivedMessage> {
    const { unpack, brokerName } = this.#settings;
    return unpackMessage(stored, brokerName(address) ?? address, unknownOffset, unpack);
  }
}
