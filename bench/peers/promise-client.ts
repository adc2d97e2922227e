import { type EchoLink, question, type Reply, tinyProtocol } from '../fixtures/echo-link.js';

interface Waiter {
  readonly resolve: (reply: Reply) => void;
  readonly timer: NodeJS.Timeout;
}

/** Where the waiters are: a `Map`, or something with its manners. */
interface WaiterTable {
  get(id: number): Waiter | undefined;
  set(id: number, waiter: Waiter): unknown;
  delete(id: number): unknown;
}

/** Request and reply as most clients do it: a map of promises and a timer for each. */
export class PromiseClient {
  readonly #link: EchoLink;
  readonly #timeoutMs: number;
  readonly #waiters: WaiterTable;
  #lastId = 0;

  constructor(link: EchoLink, timeoutMs: number, waiters: WaiterTable = new Map<number, Waiter>()) {
    this.#link = link;
    this.#timeoutMs = timeoutMs;
    this.#waiters = waiters;
    link.listen({
      onFrame: (bytes, start, end, owned) => this.#settle(tinyProtocol.decode(bytes, start, end, owned)),
      onClosed: () => undefined,
    });
  }

  invoke(): Promise<Reply> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(id);
        reject(new Error(`No reply after ${this.#timeoutMs} ms`));
      }, this.#timeoutMs);
      this.#waiters.set(id, { resolve, timer });
      tinyProtocol.encode(question, id, this.#link.outbox);
    });
  }

  #settle(reply: Reply): void {
    const waiter = this.#waiters.get(reply.id);
    if (waiter === undefined) return;
    this.#waiters.delete(reply.id);
    clearTimeout(waiter.timer);
    waiter.resolve(reply);
  }
}

const slots = 16_384;

/** Places by the low bits of the id, for at most {@link slots} waiters. */
export class WaiterSlots implements WaiterTable {
  readonly #slots = Array.from<Waiter | undefined>({ length: slots });

  get(id: number): Waiter | undefined {
    return this.#slots[id & (slots - 1)];
  }

  set(id: number, waiter: Waiter): void {
    this.#slots[id & (slots - 1)] = waiter;
  }

  delete(id: number): void {
    this.#slots[id & (slots - 1)] = undefined;
  }
}
