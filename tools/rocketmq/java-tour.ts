import { startJavaPeer, stopJavaPeer, type JavaPeer } from './java-peer.js';
import type { Described } from './java-clients.js';
import type { JavaScenarios } from './java-scenarios.js';
import type { ServerProcess } from './server-process.js';

interface TourAnswer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

interface Waiter {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** Many scenarios of the official client in one JVM, all at the same time. */
export class JavaTour {
  readonly #program: ServerProcess;
  readonly #waiters = new Map<number, Waiter>();
  #lastId = 0;
  #hasEnded = false;

  constructor({ program, lines }: JavaPeer<TourAnswer>) {
    this.#program = program;
    void this.#dispatch(lines);
  }

  /**
   * Starts one scenario: `x` is the class `XScenario` beside `JavaPeer.java`. Rejects with what Java threw, or when this
   * version has no such scenario.
   */
  run<Name extends keyof JavaScenarios>(
    scenario: Name,
    options: JavaScenarios[Name]['options'],
  ): Promise<JavaScenarios[Name]['result']> {
    this.#lastId++;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiters.set(id, { resolve, reject });
      if (this.#hasEnded) this.#failAll();
      else this.#program.stdin.write(`${JSON.stringify({ id, scenario, options }, encodeBody)}\n`);
    });
  }

  /** Resolves when the JVM is gone. Scenarios that still run are dropped, and reject. */
  async stop(): Promise<void> {
    await stopJavaPeer(this.#program);
  }

  async #dispatch(answers: AsyncIterable<TourAnswer>): Promise<void> {
    for await (const { id, result, error } of answers) {
      const waiter = this.#waiters.get(id);
      this.#waiters.delete(id);
      if (error === undefined) waiter?.resolve(result as never);
      else waiter?.reject(new Error(error));
    }
    this.#hasEnded = true;
    this.#failAll();
  }

  #failAll(): void {
    for (const { reject } of this.#waiters.values()) {
      reject(new Error(`The Java tour has ended\n${this.#program.output}`));
    }
    this.#waiters.clear();
  }
}

function encodeBody(key: string, value: unknown): unknown {
  return key === 'body' && typeof value === 'string' ? Buffer.from(value).toString('base64') : value;
}

function decodeBody(key: string, value: unknown): unknown {
  return key === 'body' && typeof value === 'string' ? Buffer.from(value, 'base64') : value;
}

function parseAnswer(line: string): TourAnswer {
  return JSON.parse(line, decodeBody) as TourAnswer;
}

/** Resolves when the JVM is ready for scenarios. */
export async function javaTour(cluster: Described): Promise<JavaTour> {
  return new JavaTour(await startJavaPeer(cluster, 'tour', {}, parseAnswer));
}
