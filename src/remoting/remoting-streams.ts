import { Subject } from 'rxjs';
import type { ConnectionInfo } from './connection-handler.js';

/** The hot streams of a client. Emitting costs nothing while nobody listens. */
export class RemotingStreams<Message> {
  readonly #connected = new Subject<ConnectionInfo>();
  readonly #inbound = new Subject<Message>();
  readonly #requests = new Subject<Message>();
  readonly #lateReplies = new Subject<Message>();
  readonly #goneAway = new Subject<ConnectionInfo>();
  readonly connected$ = this.#connected.asObservable();
  readonly inbound$ = this.#inbound.asObservable();
  readonly requests$ = this.#requests.asObservable();
  readonly lateReplies$ = this.#lateReplies.asObservable();
  readonly goneAway$ = this.#goneAway.asObservable();

  connected(connection: ConnectionInfo): void {
    this.#connected.next(connection);
  }

  inbound(message: Message): void {
    if (this.#inbound.observed) this.#inbound.next(message);
  }

  /** False when nobody listens. */
  request(message: Message): boolean {
    const { observed } = this.#requests;
    if (observed) this.#requests.next(message);
    return observed;
  }

  lateReply(message: Message): void {
    this.#lateReplies.next(message);
  }

  goneAway(connection: ConnectionInfo): void {
    this.#goneAway.next(connection);
  }

  complete(): void {
    for (const subject of [this.#connected, this.#inbound, this.#requests, this.#lateReplies, this.#goneAway])
      subject.complete();
  }
}
