import { ConnectionLostError } from '../errors/transport-error.js';
import type { Runtime } from '../runtime/runtime.js';
import type { Link } from '../transport/link.js';
import { Liveness } from './liveness.js';
import type { PendingRequests } from './pending-requests.js';
import type { ResolvedSessionOptions } from './remoting-options.js';
import { Sweep } from './sweep.js';

export interface SessionWatchSettings {
  readonly link: Link;
  readonly pending: Pick<PendingRequests<never>, 'expire' | 'size'>;
  readonly runtime: Runtime;
  readonly options: Pick<ResolvedSessionOptions, 'sweepIntervalMs' | 'livenessTimeoutMs'>;
  /** The other side is gone without a word. */
  readonly onLost: (error: ConnectionLostError) => void;
}

/**
 * What time does to a session: requests become overdue, silence becomes a lost connection, and a session that has retired ends when
 * nothing is pending any more. All of it by one sweep, which rests while there is nothing to watch.
 */
export class SessionWatch {
  readonly #settings: SessionWatchSettings;
  readonly #liveness: Liveness;
  readonly #sweep: Sweep;
  #retired = false;
  #stopped = false;

  constructor(settings: SessionWatchSettings) {
    const { link, runtime, options } = settings;
    this.#settings = settings;
    this.#liveness = new Liveness(link, options.livenessTimeoutMs);
    this.#sweep = new Sweep(runtime, options.sweepIntervalMs, (now) => this.#look(now));
  }

  /** There is something to watch. */
  wake(): void {
    this.#sweep.wake();
  }

  /** Hangs up when nothing is pending any more, within `sweepIntervalMs`. */
  retire(): void {
    this.#retired = true;
    this.#sweep.wake();
  }

  stop(): void {
    this.#stopped = true;
    this.#sweep.stop();
  }

  #look(now: number): boolean {
    const { link, pending, onLost } = this.#settings;
    const expired = pending.expire(now);
    if (this.#stopped) return false;
    if (expired > 0) this.#liveness.suspect();
    if (this.#liveness.isLost(now)) {
      const silentMs = now - link.lastReadAt;
      const reason = `nothing was received for ${silentMs} ms while a request was overdue`;
      onLost(new ConnectionLostError(link.address, reason));
      return false;
    }
    if (this.#retired && pending.size === 0) link.close();
    return !this.#stopped && (this.#retired || pending.size > 0 || this.#liveness.suspected);
  }
}
