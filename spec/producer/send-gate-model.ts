/** What one task asks for. */
export interface ModelTask {
  readonly id: number;
  readonly bytes: number;
  readonly deadline: number;
  readonly keys: readonly string[];
}

export interface ModelLimits {
  readonly maxInFlight: number;
  readonly maxInFlightBytes: number;
  readonly maxWaiting: number;
}

/** A gate in arrays, which looks at everybody after each step. */
export class GateModel {
  readonly started: number[] = [];
  readonly refused: number[] = [];
  readonly late: number[] = [];
  readonly #limits: ModelLimits;
  #now: number;
  /** In the order of arrival, those in flight included. */
  #present: ModelTask[] = [];
  /** Whose turn it is among those of their keys, in that order. */
  #line: ModelTask[] = [];
  #flying: ModelTask[] = [];

  constructor(limits: ModelLimits, now: number) {
    this.#limits = limits;
    this.#now = now;
  }

  get inFlight(): number {
    return this.#flying.length;
  }

  get inFlightBytes(): number {
    return this.#flying.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get waiting(): number {
    return this.#present.length - this.#flying.length;
  }

  get state(): 'free' | 'waiting' | 'full' {
    if (this.waiting === 0) return 'free';
    return this.waiting < this.#limits.maxWaiting ? 'waiting' : 'full';
  }

  get flying(): readonly number[] {
    return this.#flying.map(({ id }) => id);
  }

  get present(): readonly number[] {
    return this.#present.map(({ id }) => id);
  }

  arrive(task: ModelTask): void {
    const passes = this.#isFirst(task) && this.#line.length === 0 && this.#fits(task);
    if (!passes && this.waiting >= this.#limits.maxWaiting) {
      this.refused.push(task.id);
      return;
    }
    this.#present.push(task);
    if (this.#isFirst(task)) this.#line.push(task);
    this.#advance();
  }

  leave(id: number): void {
    const task = this.#present.find((one) => one.id === id);
    if (task === undefined) return;
    const held = this.#present.filter((one) => !this.#isFirst(one));
    this.#present = this.#present.filter((one) => one !== task);
    this.#line = this.#line.filter((one) => one !== task);
    this.#flying = this.#flying.filter((one) => one !== task);
    // In the order of the keys of who left.
    for (const key of task.keys) {
      const next = held.find((one) => one !== task && one.keys.includes(key));
      if (next !== undefined && this.#isFirst(next) && !this.#line.includes(next)) this.#line.push(next);
    }
    this.#advance();
  }

  /** Those whose time is over leave, one by one: the line first, then by key. */
  expire(now: number): void {
    this.#now = now;
    const keys = new Set(this.#present.flatMap((one) => one.keys));
    const held = [...keys].flatMap((key) => this.#present.filter((one) => one.keys.includes(key)));
    for (const task of [...this.#line, ...held]) {
      if (task.deadline > now || !this.#present.includes(task) || this.#flying.includes(task)) continue;
      this.late.push(task.id);
      this.leave(task.id);
    }
  }

  #isFirst(task: ModelTask): boolean {
    return task.keys.every((key) => {
      const first = this.#present.find((one) => one.keys.includes(key));
      return first === undefined || first === task;
    });
  }

  #fits({ bytes }: ModelTask): boolean {
    const { maxInFlight, maxInFlightBytes } = this.#limits;
    if (this.#flying.length === 0) return true;
    return this.#flying.length < maxInFlight && this.inFlightBytes + bytes <= maxInFlightBytes;
  }

  #advance(): void {
    for (let next = this.#line[0]; next !== undefined && this.#fits(next); next = this.#line[0]) {
      if (next.deadline <= this.#now) {
        this.late.push(next.id);
        this.leave(next.id);
        continue;
      }
      this.#line.shift();
      this.#flying.push(next);
      this.started.push(next.id);
    }
  }
}
