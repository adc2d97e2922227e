import { InvalidArgumentError } from '../../errors/usage-error.js';

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const level = /^(\d+)([smhd])$/;

/**
 * The delays of the levels from 1 on, in milliseconds, of a text as `1s 5s 10s 30s 1m`.
 *
 * @throws {InvalidArgumentError}
 * @see apache/rocketmq 5.3.3 `broker/…/schedule/ScheduleMessageService#parseDelayLevel`
 */
export function parseDelayLevels(text: string, path = 'messageDelayLevel'): readonly number[] {
  return text.split(' ').map((word) => {
    const [, count, unit] = level.exec(word) ?? [];
    if (count === undefined || unit === undefined)
      throw new InvalidArgumentError(
        path,
        `delays such as "1s 5m 2h 1d" with one space between, unlike "${word}"`,
      );
    return Number(count) * (unitMs[unit] as number);
  });
}

/** The delay levels of a broker whose configuration may change. */
export class DelayLevels {
  readonly #config: { readonly messageDelayLevel: string };
  #text: string;
  #delaysMs: readonly number[];

  /** @throws {InvalidArgumentError} */
  constructor(config: { readonly messageDelayLevel: string }) {
    this.#config = config;
    this.#text = config.messageDelayLevel;
    this.#delaysMs = parseDelayLevels(this.#text);
  }

  /** The highest level. */
  get max(): number {
    return this.#current().length;
  }

  /** Milliseconds that a message of this level waits; a second when the level is no longer there. */
  delayMs(delayLevel: number): number {
    return this.#current()[delayLevel - 1] ?? 1000;
  }

  #current(): readonly number[] {
    const text = this.#config.messageDelayLevel;
    if (text === this.#text) return this.#delaysMs;
    this.#text = text;
    try {
      this.#delaysMs = parseDelayLevels(text);
    } catch {
      // A text that was changed for the worse while the broker runs changes nothing.
    }
    return this.#delaysMs;
  }
}
