import { Observable, type Subscriber } from 'rxjs';
import { ReplyTimeoutError } from '../../errors/producer-error.js';
import { type MessageQueue, queueKey } from '../../message/message-queue.js';
import type { StoredMessage } from '../../protocol/message/stored-message.js';
import type { ReplyTable, ReplyWaiter } from '../../sending/request-reply/reply-table.js';

export interface AwaitedReplySettings {
  readonly correlationId: string;
  readonly messageId: string;
  readonly topic: string;
  readonly group: string;
  readonly timeoutMs: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** A broker has the request, and no reply came in time. */
  readonly onMissed: (brokerName: string, startedAt: number) => void;
}

/** A reply as it came. */
export interface PushedReply {
  readonly stored: StoredMessage;
  /** `host:port` of the broker that pushed it. */
  readonly address: string;
}

/** A send ends at its deadline by itself, and tells better what went wrong: it gets this long, in milliseconds, to do so. */
const sendGraceMs = 250;

/** The reply to one request, which has not come yet. */
export class AwaitedReply implements ReplyWaiter {
  readonly correlationId: string;
  readonly #settings: AwaitedReplySettings;
  #queue: MessageQueue | undefined;
  #subscriber: Subscriber<PushedReply> | undefined;

  constructor(settings: AwaitedReplySettings) {
    this.#settings = settings;
    this.correlationId = settings.correlationId;
  }

  get deadline(): number {
    const { startedAt, timeoutMs } = this.#settings;
    return startedAt + timeoutMs + (this.#queue === undefined ? sendGraceMs : 0);
  }

  /** Cold, for one subscriber: waits in the table while it is subscribed. */
  in(replies: ReplyTable): Observable<PushedReply> {
    return new Observable((subscriber) => {
      this.#subscriber = subscriber;
      replies.add(this);
      return () => replies.delete(this);
    });
  }

  /** A broker has the request. */
  sentTo(queue: MessageQueue): void {
    this.#queue = queue;
  }

  replied(stored: StoredMessage, address: string): void {
    this.#subscriber?.next({ stored, address });
    this.#subscriber?.complete();
  }

  expired(): void {
    const { messageId, timeoutMs, topic, group, startedAt, onMissed } = this.#settings;
    const sent = this.#queue !== undefined && { queue: queueKey(this.#queue) };
    if (this.#queue !== undefined) onMissed(this.#queue.brokerName, startedAt);
    this.fail(new ReplyTimeoutError(messageId, timeoutMs, { topic, group, elapsedMs: timeoutMs, ...sent }));
  }

  fail(error: Error): void {
    this.#subscriber?.error(error);
  }
}
