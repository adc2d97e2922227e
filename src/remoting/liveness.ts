import type { Link } from '../transport/link.js';

const nothingSuspected = -1;

/**
 * Notices a link whose other side is gone without a word (a pulled cable, a stopped process).
 *
 * A request that is overdue raises a suspicion, the next byte received clears it, and a suspected link is lost when no
 * byte has come for `livenessTimeoutMs`. Silence alone proves nothing: an idle link is silent too.
 */
export class Liveness {
  readonly #link: Pick<Link, 'bytesRead' | 'lastReadAt'>;
  readonly #livenessTimeoutMs: number;
  #bytesWhenSuspected = nothingSuspected;

  constructor(link: Pick<Link, 'bytesRead' | 'lastReadAt'>, livenessTimeoutMs: number) {
    this.#link = link;
    this.#livenessTimeoutMs = livenessTimeoutMs;
  }

  get suspected(): boolean {
    return this.#bytesWhenSuspected !== nothingSuspected;
  }

  suspect(): void {
    if (!this.suspected) this.#bytesWhenSuspected = this.#link.bytesRead;
  }

  /** Whether the link is lost at `now`. Also where a suspicion is cleared. */
  isLost(now: number): boolean {
    if (this.#bytesWhenSuspected !== this.#link.bytesRead) this.#bytesWhenSuspected = nothingSuspected;
    return this.suspected && now - this.#link.lastReadAt >= this.#livenessTimeoutMs;
  }
}
