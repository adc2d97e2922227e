import type { Logger } from '../runtime/logger.js';
import type { Invocation } from './invocation.js';
import type { Pipeline } from './pipeline.js';
import type { RequestReports } from './request-reports.js';
import type { WireProtocol } from './wire-protocol.js';

export interface UnansweredCallsSettings<Request, Message extends object> {
  /** The other side, `host:port`. */
  readonly address: string;
  readonly protocol: WireProtocol<Request, Message>;
  readonly pipeline: Pipeline<Request, Message>;
  readonly logger: Logger;
  readonly reports: RequestReports<Request, Message>;
  /** Puts an answer on the link. Throws what handlers, the protocol or the full outbox throw. */
  readonly write: (response: Request, correlationId: number, invocation: Invocation | undefined) => void;
}

/** How a call came in. */
interface Asked {
  readonly invocation: Invocation | undefined;
  /** By the clock of the runtime. */
  readonly at: number;
}

/** The calls of the other side of one link that may still be answered, once each. */
export class UnansweredCalls<Request, Message extends object> {
  readonly #settings: UnansweredCallsSettings<Request, Message>;
  readonly #calls = new WeakMap<Message, Asked>();
  #isClosed = false;

  constructor(settings: UnansweredCallsSettings<Request, Message>) {
    this.#settings = settings;
  }

  add(message: Message, invocation: Invocation | undefined, at: number): void {
    this.#calls.set(message, { invocation, at });
  }

  has(message: Message): boolean {
    return this.#calls.has(message);
  }

  /**
   * Returns false, without an error, when `message` came from elsewhere or needs no answer (any more), and after `close()`.
   *
   * @throws what `write` throws; the call can then still be answered
   */
  answer(message: Message, response: Request): boolean {
    const call = this.#calls.get(message);
    if (call === undefined || this.#isClosed) return false;
    const { address, pipeline, protocol, reports, write } = this.#settings;
    const invocation = call.invocation?.forReply();
    try {
      write(response, protocol.correlationId(message), invocation);
    } catch (error) {
      pipeline.tell(error, invocation);
      throw error;
    }
    this.#calls.delete(message);
    if (reports.areHeard) reports.answered(address, message, response, call.at);
    return true;
  }

  /** {@link UnansweredCalls.answer} for callers that cannot do anything about a failure: it is logged. */
  reply(message: Message, response: Request): boolean {
    const { address, logger } = this.#settings;
    try {
      if (this.answer(message, response)) return true;
      logger.debug('A reply has no call to answer', { address });
    } catch (error) {
      logger.warn('A reply could not be written', { address, reason: String(error) });
    }
    return false;
  }

  /** The link is gone: nothing can be answered any more. */
  close(): void {
    this.#isClosed = true;
  }
}
