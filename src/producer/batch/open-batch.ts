import type { Subscriber, Subscription } from 'rxjs';
import type { PreparedMessage } from '../../sending/prepared-message.js';
import type { SendReceipt } from '../../sending/send-receipt.js';
import type { SendPath } from '../send-path.js';
import { errorOfMessage } from './error-of-message.js';
import { type BatchTarget, joinMessages } from './join-messages.js';
import { receiptsOf } from './receipts-of.js';

/** One send that shares a batch with others. */
export interface BatchMember {
  readonly prepared: PreparedMessage;
  readonly subscriber: Subscriber<SendReceipt>;
  /** In the body of a batch. */
  readonly bytes: number;
  readonly orderKey: string | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** Who counts what is held. */
export interface BatchOwner {
  /** It is in flight from now on. */
  readonly started: (batch: OpenBatch) => void;
  /** A member was given up before that. */
  readonly left: (batch: OpenBatch, member: BatchMember) => void;
}

export interface OpenBatchSettings extends BatchTarget {
  /** Sends with the same key can share it. */
  readonly key: string;
  readonly timeoutMs: number;
  /** When it is to go, in milliseconds since the epoch. */
  readonly dueAt: number;
  readonly owner: BatchOwner;
}

/** Sends that wait for each other and then go as one. Those that are given up before it begins are left out. */
export class OpenBatch {
  readonly settings: OpenBatchSettings;
  /** In the order of their arrival. */
  readonly #members = new Set<BatchMember>();
  readonly #orderKeys = new Map<string, number>();
  #bytes = 0;
  /** Those that are in the request, from its beginning on. */
  #sent: readonly BatchMember[] | undefined;
  #sending: Subscription | undefined;

  constructor(settings: OpenBatchSettings) {
    this.settings = settings;
  }

  get size(): number {
    return this.#members.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Of its members, each once. */
  get orderKeys(): readonly string[] {
    return [...this.#orderKeys.keys()];
  }

  hasOrderKey(orderKey: string): boolean {
    return this.#orderKeys.has(orderKey);
  }

  add(member: BatchMember): void {
    const { bytes, orderKey, subscriber } = member;
    this.#members.add(member);
    this.#bytes += bytes;
    if (orderKey !== undefined) this.#orderKeys.set(orderKey, (this.#orderKeys.get(orderKey) ?? 0) + 1);
    subscriber.add(() => this.#remove(member));
  }

  /** Once, when it is not empty. Each member hears of its own receipt, or why there is none. */
  send(path: SendPath): void {
    const [first] = this.#members as Iterable<BatchMember> as [BatchMember];
    const { timeoutMs } = this.settings;
    const part = { bytes: this.#bytes, prepare: () => this.#start() };
    this.#sending = path
      .sendInTurn([part], { timeoutMs, orderKey: this.orderKeys, startedAt: first.startedAt })
      .subscribe({ next: (receipt) => this.#tell(receipt), error: (error: unknown) => this.#fail(error) });
    this.#leaveIfEmpty();
  }

  #start(): PreparedMessage {
    this.#sent = [...this.#members];
    this.settings.owner.started(this);
    return joinMessages(this.#sent.map(preparedOf), this.settings);
  }

  #tell(receipt: SendReceipt): void {
    const sent = this.#sent!;
    const receipts = receiptsOf(receipt, sent.map(preparedOf));
    sent.forEach(({ subscriber }, index) => {
      subscriber.next(receipts[index]!);
      subscriber.complete();
    });
  }

  #fail(error: unknown): void {
    for (const { subscriber, prepared } of this.#members)
      subscriber.error(errorOfMessage(error, prepared.messageId));
  }

  /** It has its answer, or is given up. */
  #remove(member: BatchMember): void {
    this.#members.delete(member);
    if (this.#sent === undefined) {
      this.#forget(member);
      this.settings.owner.left(this, member);
    }
    this.#leaveIfEmpty();
  }

  #forget({ bytes, orderKey }: BatchMember): void {
    this.#bytes -= bytes;
    if (orderKey === undefined) return;
    const others = this.#orderKeys.get(orderKey)! - 1;
    if (others === 0) this.#orderKeys.delete(orderKey);
    else this.#orderKeys.set(orderKey, others);
  }

  #leaveIfEmpty(): void {
    if (this.#members.size === 0) this.#sending?.unsubscribe();
  }
}

const preparedOf = ({ prepared }: BatchMember): PreparedMessage => prepared;
