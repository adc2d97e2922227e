/**
 * Values between one who puts and readers who come and go: leaving a `for await` loop loses nothing, the next loop
 * continues.
 */
export class AsyncQueue<T> implements AsyncIterable<T> {
  readonly #values: T[] = [];
  readonly #waiters: ((value: T | undefined) => void)[] = [];
  #isEnded = false;

  put(value: T): void {
    const waiter = this.#waiters.shift();
    if (waiter === undefined) this.#values.push(value);
    else waiter(value);
  }

  /** What was put before can still be read. */
  end(): void {
    this.#isEnded = true;
    for (const resolve of this.#waiters.splice(0)) resolve(undefined);
  }

  /** Undefined when the queue is empty and has ended. */
  next(): Promise<T | undefined> {
    const value = this.#values.shift();
    if (value !== undefined || this.#isEnded) return Promise.resolve(value);
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
    });
  }

  /** The next values; fewer when the queue ends before. */
  async take(count: number): Promise<readonly T[]> {
    const values = await Promise.all(Array.from({ length: count }, () => this.next()));
    return values.filter((value) => value !== undefined);
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return {
      next: async () => {
        const value = await this.next();
        return value === undefined ? { done: true, value } : { done: false, value };
      },
    };
  }
}
