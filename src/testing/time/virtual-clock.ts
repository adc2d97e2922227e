import { InvalidArgumentError } from '../../errors/usage-error.js';
import { RingQueue } from '../../internal/ring-queue.js';
import type { Logger } from '../../runtime/logger.js';
import { createRuntime, type Runtime } from '../../runtime/runtime.js';
import { VirtualScheduler } from './virtual-scheduler.js';

export interface VirtualClockSettings {
  readonly startAtMs: number;
  readonly random: () => number;
  readonly logger?: Logger | undefined;
  /** Timers and tasks at one moment: a program that sets more than this without letting time pass never will. Default 1,000,000. */
  readonly maxStepsPerMoment?: number;
}

const anHourMs = 3_600_000;

function checkDuration(ms: number, path: string): void {
  if (!Number.isFinite(ms) || ms < 0)
    throw new InvalidArgumentError(path, 'a number of milliseconds, 0 or more');
}

/**
 * A {@link Runtime} whose time passes only when the test says so, for whole clients and brokers at once.
 *
 * Nothing happens by itself: what was deferred (connections in memory move their bytes that way) and what is due waits for one of
 * the methods. They run one timer, then everything deferred, in order; the asynchronous ones (`settle`, `advance`, `until`) then
 * let promises go on until they have all come to rest, and only then run the next timer. So the same test takes the same course
 * each time, and hours pass in milliseconds.
 *
 * It rules what takes time and chance from its `runtime`, over connections in memory. Work outside of it (a real socket, a file, a
 * compression in another thread, `setTimeout`) is not waited for, unless it is put into `hold`.
 */
export class VirtualClock {
  /** For `createClient` and for the broker: the same one for both. */
  readonly runtime: Runtime;
  readonly #scheduler: VirtualScheduler;
  readonly #maxStepsPerMoment: number;
  readonly #deferred = new RingQueue<() => void>();
  readonly #held = new Set<PromiseLike<unknown>>();
  /** Of when the clock was made: fake timers that a test installs later do not stop it. */
  readonly #setImmediate = setImmediate;
  /** The last of the asynchronous calls: they take their turns. */
  #turn: Promise<unknown> = Promise.resolve();
  #isPassing = false;
  /** Timers and tasks run since the call or the last move of time. */
  #steps = 0;

  /** @internal */
  constructor({ startAtMs, random, logger, maxStepsPerMoment = 1_000_000 }: VirtualClockSettings) {
    this.#maxStepsPerMoment = maxStepsPerMoment;
    this.#scheduler = new VirtualScheduler(startAtMs);
    this.runtime = createRuntime({
      scheduler: this.#scheduler,
      defer: (task) => this.#deferred.push(task),
      random,
      ...(logger === undefined ? {} : { logger }),
    });
  }

  /** Milliseconds since the epoch, in virtual time. */
  get now(): number {
    return this.#scheduler.now();
  }

  /** How many timers are set: 0 when everything was closed. */
  get timers(): number {
    return this.#scheduler.length;
  }

  /** Runs what was deferred, and what that defers. No time passes, and promises do not go on. */
  flush(): void {
    this.#steps = 0;
    this.#runDeferred();
  }

  /**
   * Lets time pass within the call: timer by timer, with what is deferred after each. Promises go on only afterwards, when the test
   * awaits something: enough for programs without promises, and the way to see a state between two of their steps.
   *
   * @param ms - milliseconds. Default 0: only what is due now.
   * @throws whatever a timer or a deferred task throws; time stands still there, and can go on with the next call
   */
  tick(ms = 0): void {
    checkDuration(ms, 'tick.ms');
    this.#start();
    try {
      const endMs = this.now + ms;
      do this.#runDeferred();
      while (this.#runNext(endMs));
      this.#scheduler.moveTo(endMs);
    } finally {
      this.#isPassing = false;
    }
  }

  /** Runs what was deferred and lets promises go on until all have come to rest. No time passes, but timers that are due now run. */
  settle(): Promise<void> {
    return this.advance(0);
  }

  /**
   * Lets time pass: timer by timer, and between two of them everything comes to rest. Calls that are not awaited take their turns.
   *
   * Rejects with what a timer or a deferred task has thrown; time stands still there, and can go on with the next call.
   *
   * @param ms - milliseconds
   */
  async advance(ms: number): Promise<void> {
    checkDuration(ms, 'advance.ms');
    await this.#inTurn(async () => {
      const endMs = this.now + ms;
      await this.#run(endMs, () => true);
      this.#scheduler.moveTo(endMs);
    });
  }

  /**
   * Lets as much time pass as it takes until a promise is settled, and gives its result: `await clock.until(client.close())`.
   *
   * Rejects as the promise does, and when it is still pending after that time.
   *
   * @param withinMs - milliseconds. Default: one hour
   */
  async until<T>(work: PromiseLike<T>, withinMs = anHourMs): Promise<T> {
    checkDuration(withinMs, 'until.withinMs');
    return await this.#inTurn(async () => {
      let isPending = true;
      const note = (): void => void (isPending = false);
      work.then(note, note);
      await this.#run(this.now + withinMs, () => isPending);
      if (isPending)
        throw new Error(`The promise is still pending after ${withinMs} ms, with ${this.timers} timers set`);
      return await work;
    });
  }

  /**
   * Time stands still until this work is done: for what happens outside of virtual time. Gives the work back.
   *
   * The clock looks at it whenever everything else has come to rest; a promise that never settles stops time for good.
   */
  hold<T>(work: PromiseLike<T>): PromiseLike<T> {
    this.#held.add(work);
    const release = (): void => void this.#held.delete(work);
    work.then(release, release);
    return work;
  }

  /**
   * Runs timers while the condition holds, each when everything before has come to rest.
   *
   * Rest is an immediate after which nothing is deferred and nothing is held. Promises need no counting: before Node runs an
   * immediate it has run every promise job there is, and those that come of them, however long the chain.
   */
  #run(endMs: number, condition: () => boolean): Promise<void> {
    this.#start();
    const course = new Promise<void>((resolve, reject) => {
      const later = (): void => void this.#setImmediate(step);
      const step = (): void => {
        try {
          if (this.#deferred.length > 0) this.#runDeferred();
          else if (this.#held.size > 0) return void Promise.allSettled(this.#held).then(later);
          else if (condition() && this.#runNext(endMs)) this.#runDeferred();
          else return resolve();
          later();
        } catch (error) {
          reject(error);
        }
      };
      this.#runDeferred();
      later();
    });
    return course.finally(() => (this.#isPassing = false));
  }

  #start(): void {
    if (this.#isPassing) throw new Error('Time is passing already: it cannot be moved from within');
    this.#isPassing = true;
    this.#steps = 0;
  }

  #runDeferred(): void {
    for (let task = this.#deferred.shift(); task !== undefined; task = this.#deferred.shift()) {
      this.#countStep();
      task();
    }
  }

  #runNext(endMs: number): boolean {
    const beforeMs = this.now;
    const hasRun = this.#scheduler.runNext(endMs);
    if (this.now !== beforeMs) this.#steps = 0;
    this.#countStep();
    return hasRun;
  }

  #countStep(): void {
    if (++this.#steps > this.#maxStepsPerMoment)
      throw new Error(
        `Time cannot pass: more than ${this.#maxStepsPerMoment} tasks and timers at one moment`,
      );
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work, work);
    this.#turn = result;
    return result;
  }
}
