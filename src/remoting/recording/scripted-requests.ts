import type { ScriptedRequest } from './recorded-script.js';

/** A recorded request that waits to be made again. */
export interface ExpectedRequest {
  readonly request: ScriptedRequest;
  /** Its place in the steps of its connection. */
  readonly step: number;
}

/** The requests that were recorded on one connection, by their likeness, each to be had once and in order. */
export class ScriptedRequests {
  readonly #expected = new Map<string, Set<ExpectedRequest>>();
  readonly #taken = new Map<string, ExpectedRequest>();

  add(likeness: string, request: ExpectedRequest): void {
    const alike = this.#expected.get(likeness);
    if (alike === undefined) this.#expected.set(likeness, new Set([request]));
    else alike.add(request);
  }

  /** The next one of this likeness. */
  take(likeness: string): ExpectedRequest | undefined {
    return this.#takeWhere(likeness, () => true);
  }

  /** The one of this likeness that was taken last. */
  again(likeness: string): ExpectedRequest | undefined {
    return this.#taken.get(likeness);
  }

  /** The next one of this likeness that was answered. */
  takeAnswered(likeness: string): ExpectedRequest | undefined {
    return this.#takeWhere(likeness, ({ request }) => request.replies.length > 0);
  }

  /** Whether there is one of this likeness that was answered. */
  hasAnswered(likeness: string): boolean {
    for (const { request } of this.#expected.get(likeness) ?? []) {
      if (request.replies.length > 0) return true;
    }
    return false;
  }

  #takeWhere(likeness: string, fits: (expected: ExpectedRequest) => boolean): ExpectedRequest | undefined {
    const alike = this.#expected.get(likeness);
    for (const expected of alike ?? []) {
      if (!fits(expected)) continue;
      alike?.delete(expected);
      this.#taken.set(likeness, expected);
      return expected;
    }
    return undefined;
  }
}
