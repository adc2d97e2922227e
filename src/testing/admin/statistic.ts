import type { BrokerStatsData, BrokerStatsItem } from '../../protocol/bodies/broker-stats-data.js';
import { SlidingSum } from './sliding-sum.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/**
 * One number that a broker keeps: of the last minute, hour and day, looked at every 10 seconds, 10 minutes and hour (Java
 * `StatsItem`).
 */
export class Statistic {
  readonly #startedAt: number;
  readonly #minute: SlidingSum;
  readonly #hour: SlidingSum;
  readonly #day: SlidingSum;

  /** @param startedAt - when the broker began to look at all its numbers */
  constructor(startedAt: number, now: number) {
    this.#startedAt = startedAt;
    const age = now - startedAt;
    this.#minute = new SlidingSum(10 * second, 6, age);
    this.#hour = new SlidingSum(10 * minute, 6, age);
    this.#day = new SlidingSum(hour, 24, age);
  }

  add(now: number, amount: number): void {
    const age = now - this.#startedAt;
    this.#minute.add(age, amount);
    this.#hour.add(age, amount);
    this.#day.add(age, amount);
  }

  at(now: number): BrokerStatsData {
    const age = now - this.#startedAt;
    return {
      statsMinute: itemOf(this.#minute, age),
      statsHour: itemOf(this.#hour, age),
      statsDay: itemOf(this.#day, age),
    };
  }
}

function itemOf(window: SlidingSum, now: number): BrokerStatsItem {
  const sum = window.sum(now);
  const events = window.events(now);
  return { sum, tps: sum === 0 ? 0 : sum / window.seconds(now), avgpt: sum === 0 ? 0 : sum / events };
}
