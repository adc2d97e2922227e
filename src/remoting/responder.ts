import { isObservable, take, type Observable, type Subscription } from 'rxjs';
import { TooManyPendingRequestsError } from '../errors/remoting-error.js';
import type { Logger } from '../runtime/logger.js';
import type { RemotingPeer } from './remoting-peer.js';
import type { RemotingSession } from './remoting-session.js';

/** An answer now, the first value of an Observable later, or none (a oneway; or the handler calls `peer.reply` itself). */
export type Answer<Request> = Observable<Request> | Request | void;

/** What a server does with what its peers ask. */
export interface RequestHandlers<Request, Message extends object> {
  /** Called for every call and oneway. An Observable is unsubscribed when the peer is gone. */
  onRequest(message: Message, peer: RemotingPeer<Request, Message>): Answer<Request>;
  /**
   * `onRequest` threw, its Observable erred, the answer could not be written, or there were too many requests at once
   * ({@link TooManyPendingRequestsError}). What is returned is sent as the answer, if there is still one to give.
   * Without it the failure is logged only.
   */
  onError?(error: unknown, message: Message, peer: RemotingPeer<Request, Message>): Request | void;
}

export interface ResponderSettings<Request, Message extends object> {
  readonly session: RemotingSession<Request, Message>;
  readonly peer: RemotingPeer<Request, Message>;
  readonly handlers: RequestHandlers<Request, Message>;
  readonly maxConcurrentRequests: number;
  readonly logger: Logger;
}

/** Serves the requests of one peer. Whatever a handler throws concerns that request only. */
export class Responder<Request, Message extends object> {
  readonly #settings: ResponderSettings<Request, Message>;
  /** Answers that are being made. */
  readonly #working = new Set<Subscription>();

  constructor(settings: ResponderSettings<Request, Message>) {
    this.#settings = settings;
  }

  serve(message: Message): void {
    const { handlers, peer, maxConcurrentRequests } = this.#settings;
    try {
      if (this.#working.size >= maxConcurrentRequests)
        throw new TooManyPendingRequestsError(peer.localAddress, maxConcurrentRequests);
      const answer = handlers.onRequest(message, peer);
      if (isObservable(answer)) this.#await(answer, message);
      else if (answer !== undefined) this.#answer(message, answer);
    } catch (error) {
      this.#failed(error, message);
    }
  }

  /** Abandons the answers that are being made. */
  close(): void {
    for (const work of this.#working) work.unsubscribe();
  }

  #await(answer$: Observable<Request>, message: Message): void {
    const work = answer$.pipe(take(1)).subscribe({
      next: (answer) => this.#answer(message, answer),
      error: (error: unknown) => this.#failed(error, message),
    });
    if (work.closed) return;
    this.#working.add(work);
    work.add(() => this.#working.delete(work));
  }

  #answer(message: Message, answer: Request): void {
    try {
      this.#settings.session.answer(message, answer);
    } catch (error) {
      this.#failed(error, message);
    }
  }

  #failed(error: unknown, message: Message): void {
    const { handlers, logger, peer, session } = this.#settings;
    const { address } = peer;
    logger.warn('A request could not be served', { address, reason: String(error) });
    try {
      const answer = handlers.onError?.(error, message, peer);
      if (answer !== undefined) session.reply(message, answer);
    } catch (second) {
      logger.error('The error handler of a server failed', { address, reason: String(second) });
    }
  }
}
