import { createResponse, type RemotingCommand } from '../../protocol/remoting-command.js';
import type { StoredMessage } from '../../protocol/message/stored-message.js';
import { PropertyKey } from '../../protocol/property-key.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { Sweep } from '../../remoting/sweep.js';
import type { Runtime } from '../../runtime/runtime.js';
import { createCorrelationIds } from './correlation-id.js';
import { readPushedReply } from './pushed-reply.js';

/** Who waits for the reply to one request. Hears once, of one of the two. */
export interface ReplyWaiter {
  readonly correlationId: string;
  /** Milliseconds since the epoch. May be changed while it waits. */
  readonly deadline: number;
  /** @param address - `host:port` of the broker that pushed it */
  replied(reply: StoredMessage, address: string): void;
  expired(): void;
}

/** A reply for which nobody waits: it is late, came twice, or belongs to a request of a former life. */
export interface UnclaimedReply {
  readonly type: 'reply-unclaimed';
  /** Undefined when the reply names no request. */
  readonly correlationId: string | undefined;
  readonly messageId: string;
  /** `host:port` of the broker that pushed it. */
  readonly address: string;
  /** How many there were at this client, this one included. */
  readonly count: number;
}

/** How often it is looked for requests without a reply in time. */
const sweepIntervalMs = 50;

/**
 * The requests of one client that wait for their replies, by correlation id: one table, whatever number of producers there is, since
 * brokers know clients only. One sweep for all of their deadlines.
 */
export class ReplyTable {
  /** Makes a correlation id that no other request of this client has. */
  readonly nextId: () => string;
  readonly #runtime: Runtime;
  readonly #waiters = new Map<string, ReplyWaiter>();
  readonly #listeners = new Set<(reply: UnclaimedReply) => void>();
  readonly #sweep: Sweep;
  /** Milliseconds since the epoch, by the address of a broker. */
  readonly #pushedAt = new Map<string, number>();
  #unclaimed = 0;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.nextId = createCorrelationIds(() => runtime.random());
    this.#sweep = new Sweep(runtime, sweepIntervalMs, (now) => this.#expire(now));
  }

  /** How many wait. */
  get size(): number {
    return this.#waiters.size;
  }

  /** When the last of those who wait now gives up, in milliseconds since the epoch; 0 when nobody waits. */
  latestDeadline(): number {
    let latest = 0;
    for (const { deadline } of this.#waiters.values()) latest = Math.max(latest, deadline);
    return latest;
  }

  /** When a broker last pushed a reply, in milliseconds since the epoch; 0 if it never has. */
  lastPushAt(address: string): number {
    return this.#pushedAt.get(address) ?? 0;
  }

  add(waiter: ReplyWaiter): void {
    this.#waiters.set(waiter.correlationId, waiter);
    this.#sweep.wake();
  }

  /** It does not wait any more; it need not have waited. */
  delete({ correlationId }: ReplyWaiter): void {
    this.#waiters.delete(correlationId);
  }

  /** Lets somebody hear of the replies that nobody waits for; the returned function ends that. */
  watch(listener: (reply: UnclaimedReply) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Takes a PUSH_REPLY_MESSAGE_TO_CLIENT (326). The answer is always yes, also when nobody waits: the replier cannot do anything
   * about that, and would only send it again.
   *
   * Whom it concerns hears of it when the answer has left: what they do may take long, or close the connection.
   *
   * @throws {DecodeError} when it cannot be read
   */
  readonly accept = (push: RemotingCommand, address: string): RemotingCommand => {
    const now = this.#runtime.now();
    const reply = readPushedReply(push, now);
    this.#pushedAt.set(address, now);
    const correlationId = reply.getProperty(PropertyKey.CORRELATION_ID);
    const waiter = correlationId === undefined ? undefined : this.#waiters.get(correlationId);
    if (waiter !== undefined) this.delete(waiter);
    this.#runtime.defer(() => {
      if (waiter === undefined) this.#tell(reply, correlationId, address);
      else waiter.replied(reply, address);
    });
    return createResponse(ResponseCode.SUCCESS);
  };

  close(): void {
    this.#sweep.stop();
    this.#waiters.clear();
    this.#listeners.clear();
  }

  #tell({ messageId }: StoredMessage, correlationId: string | undefined, address: string): void {
    this.#unclaimed++;
    const event = {
      type: 'reply-unclaimed',
      correlationId,
      messageId,
      address,
      count: this.#unclaimed,
    } as const;
    for (const listener of this.#listeners) listener(event);
  }

  #expire(now: number): boolean {
    for (const waiter of this.#waiters.values()) {
      if (waiter.deadline > now) continue;
      this.delete(waiter);
      waiter.expired();
    }
    return this.#waiters.size > 0;
  }
}
