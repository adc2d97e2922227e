import type { ScriptedConnection } from './recorded-script.js';

/** A dial that was recorded. */
export interface ScriptedDial {
  readonly connection: Pick<ScriptedConnection, 'dialledAt' | 'outcome'>;
}

/**
 * The dials of one address that were recorded, each to be had once and in order.
 *
 * Dials that fail one after the other are an outage, and that is a stretch of time: who replays pauses between dials by chance, and
 * so makes more or fewer of them. The last failure is had again by who is too early for the dial that succeeded then, and failures
 * are left out for who is too late for them.
 */
export class ScriptedDials<Dial extends ScriptedDial> {
  readonly #dials: readonly Dial[];
  #next = 0;
  /** The beginning of the present outage, as it was recorded and now. */
  #outage: { readonly recordedAt: number; readonly at: number } | undefined;

  constructor(dials: readonly Dial[]) {
    this.#dials = dials;
  }

  /** What is made of a dial now; undefined when the recording has no more of them. */
  take(now: number): Dial | undefined {
    const dial = this.#dials[this.#next];
    const failed = this.#outage && this.#dials[this.#next - 1];
    if (dial === undefined) return failed;
    if (!hasSucceeded(dial)) {
      this.#outage ??= { recordedAt: dial.connection.dialledAt, at: now };
      const end = this.#dials.findIndex((later, index) => index > this.#next && hasSucceeded(later));
      if (end < 0 || !this.#hasPassed(this.#dials[end], now)) {
        this.#next += 1;
        return dial;
      }
      this.#next = end;
    } else if (failed !== undefined && !this.#hasPassed(failed, now)) return failed;
    this.#outage = undefined;
    this.#next += 1;
    return this.#dials[this.#next - 1];
  }

  #hasPassed(dial: Dial | undefined, now: number): boolean {
    if (dial === undefined || this.#outage === undefined) return false;
    const { recordedAt, at } = this.#outage;
    return now - at >= dial.connection.dialledAt - recordedAt;
  }
}

function hasSucceeded({ connection: { outcome } }: ScriptedDial): boolean {
  return outcome !== undefined && !('reason' in outcome);
}
