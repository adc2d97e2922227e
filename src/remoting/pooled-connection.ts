import type { RemotingClient } from './remoting-client.js';

/** One connection of a pool, with who uses it. */
export class PooledConnection<Request, Message extends object> {
  readonly client: RemotingClient<Request, Message>;
  /** Pieces of work that use it now. */
  leases = 0;
  /** Milliseconds since the epoch of the last use that was noticed. */
  usedAt: number;
  #begunBefore = 0;

  constructor(client: RemotingClient<Request, Message>, now: number) {
    this.client = client;
    this.usedAt = now;
  }

  /** Something waits for it. */
  get isBusy(): boolean {
    return this.leases > 0 || this.client.inFlight > 0 || this.client.parked > 0;
  }

  get isClosed(): boolean {
    return this.client.state.name === 'closed';
  }

  /** Milliseconds since anything was asked over it, by lease or not. */
  idleMs(now: number): number {
    const { begun } = this.client;
    if (this.isBusy || begun !== this.#begunBefore) {
      this.#begunBefore = begun;
      this.usedAt = now;
    }
    return now - this.usedAt;
  }
}
