/** Something that is counted for ever, with what the count was on the last two midnights (Java `BrokerStats`). */
export class DailyTotal {
  #now = 0;
  #todayMorning = 0;
  #yesterdayMorning = 0;
  #day: number;

  constructor(now: number) {
    this.#day = dayOf(now);
  }

  add(now: number, amount: number): void {
    this.at(now);
    this.#now += amount;
  }

  at(now: number): {
    readonly now: number;
    readonly todayMorning: number;
    readonly yesterdayMorning: number;
  } {
    const day = dayOf(now);
    if (day !== this.#day) {
      this.#yesterdayMorning = day === this.#day + 1 ? this.#todayMorning : this.#now;
      this.#todayMorning = this.#now;
      this.#day = day;
    }
    return { now: this.#now, todayMorning: this.#todayMorning, yesterdayMorning: this.#yesterdayMorning };
  }
}

/** Days since the epoch, by local time. */
function dayOf(time: number): number {
  const date = new Date(time);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}
