import type { RemotingSession } from './remoting-session.js';

/**
 * Milliseconds between two sessions that are retired because the other side goes away. One that says so on every connection
 * would otherwise be dialled for each request. Java waits 60 s; a few seconds are enough for the next server behind an address.
 */
const minRetireIntervalMs = 5000;

/**
 * The sessions of a client: the one that takes new requests, if there is a connection, and those that end when the last of
 * their requests is answered. Of the latter there is usually none.
 */
export class ClientSessions<Request, Message extends object> {
  /** A field, not a getter: every request reads it. */
  current: RemotingSession<Request, Message> | undefined = undefined;
  readonly #retiring = new Set<RemotingSession<Request, Message>>();
  #retiredAt = -Infinity;
  /** Of the sessions that have ended. */
  #bytesRead = 0;
  #bytesWritten = 0;

  /** Calls that wait for an answer, parked ones included. */
  get pending(): number {
    return this.#sum(({ pending }) => pending.size);
  }

  get parked(): number {
    return this.#sum(({ pending }) => pending.parked);
  }

  get bytesRead(): number {
    return this.#bytesRead + this.#sum(({ bytesRead }) => bytesRead);
  }

  get bytesWritten(): number {
    return this.#bytesWritten + this.#sum(({ bytesWritten }) => bytesWritten);
  }

  /** Takes new requests away from the current session; false when that was done only just before. */
  retire(session: RemotingSession<Request, Message>, now: number): boolean {
    if (now - this.#retiredAt < minRetireIntervalMs) return false;
    this.#retiredAt = now;
    this.current = undefined;
    this.#retiring.add(session);
    session.retire();
    return true;
  }

  /** A session is over. Returns whether it was the current one. */
  ended(session: RemotingSession<Request, Message>): boolean {
    this.#bytesRead += session.bytesRead;
    this.#bytesWritten += session.bytesWritten;
    if (this.#retiring.delete(session)) return false;
    this.current = undefined;
    return true;
  }

  /** The session that a call of the other side came on; when it is none of these, the current one. */
  askedBy(request: Message): RemotingSession<Request, Message> | undefined {
    for (const session of this.#retiring) if (session.isAsking(request)) return session;
    return this.current;
  }

  /** Ends all of them: what is pending errs with `reason`. The link of the current one is left to its connection. */
  close(reason: Error): void {
    this.current?.end(reason);
    for (const session of this.#retiring) {
      session.end(reason);
      session.hangUp();
    }
  }

  #sum(count: (session: RemotingSession<Request, Message>) => number): number {
    let sum = this.current === undefined ? 0 : count(this.current);
    for (const session of this.#retiring) sum += count(session);
    return sum;
  }
}
