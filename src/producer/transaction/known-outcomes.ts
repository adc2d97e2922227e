import type { TransactionOutcome } from './transaction-outcome.js';

interface Entry {
  /** Executions under way: a `Single` may be subscribed more than once. */
  running: number;
  outcome: 'commit' | 'rollback' | undefined;
  /** A broker has made the message one that consumers get. */
  isCommitted: boolean;
}

/** How many ended transactions are remembered. Those that brokers have not heard of are among the last ones. */
const defaultMaxEnded = 10_000;

/**
 * What this producer knows about its own transactions, so that it need not be guessed when a broker asks: the outcome may be under
 * way while the question comes (wire.md, "Confirmed by capture"), or have been lost, or not have been decided yet.
 *
 * A commit is never forgotten in favour of a rollback: all executions of one transaction have one message id.
 */
export class KnownOutcomes {
  readonly #entries = new Map<string, Entry>();
  readonly #ended = new Set<string>();
  readonly #maxEnded: number;

  constructor(maxEnded: number = defaultMaxEnded) {
    this.#maxEnded = maxEnded;
  }

  begin(messageId: string): void {
    const entry = this.#entries.get(messageId) ?? { running: 0, outcome: undefined, isCommitted: false };
    entry.running++;
    this.#entries.set(messageId, entry);
    this.#ended.delete(messageId);
  }

  decide(messageId: string, outcome: 'commit' | 'rollback'): void {
    const entry = this.#entries.get(messageId);
    if (entry !== undefined && entry.outcome !== 'commit') entry.outcome = outcome;
  }

  /** A broker has confirmed the commit. */
  committed(messageId: string): void {
    const entry = this.#entries.get(messageId);
    if (entry !== undefined) entry.isCommitted = true;
  }

  /** One execution is over. Without an outcome it is left to whoever is asked. */
  end(messageId: string): void {
    const entry = this.#entries.get(messageId);
    if (entry === undefined) return;
    entry.running--;
    if (entry.running > 0) return;
    if (entry.outcome === undefined) this.#entries.delete(messageId);
    else this.#remember(messageId);
  }

  /**
   * What to answer a broker; undefined when somebody has to be asked. `unknown` while the end is under way. After a confirmed commit there
   * is nothing left to commit but a second copy: of an attempt to send that seemed to fail, or of the half message itself, stored anew
   * because the broker has asked before it noted the commit.
   */
  answer(messageId: string): TransactionOutcome | undefined {
    const entry = this.#entries.get(messageId);
    if (entry === undefined) return undefined;
    if (entry.running > 0) return 'unknown';
    return entry.isCommitted ? 'rollback' : entry.outcome;
  }

  /** The oldest goes. */
  #remember(messageId: string): void {
    this.#ended.add(messageId);
    if (this.#ended.size <= this.#maxEnded) return;
    const [oldest] = this.#ended;
    this.#ended.delete(oldest!);
    this.#entries.delete(oldest!);
  }
}
