import type { KeptMessage } from './recorded-event.js';
import type { ScriptedConnection } from './recorded-script.js';
import { type ScriptedDial, ScriptedDials } from './scripted-dials.js';
import { type ExpectedRequest, ScriptedRequests } from './scripted-requests.js';

/** A connection to a server of the recording, with its requests. */
export interface PlayedConnection extends ScriptedDial {
  readonly connection: ScriptedConnection;
  readonly requests: ScriptedRequests;
  /** In the recording; Infinity when it was not lost. */
  readonly lostAt: number;
}

/**
 * What a request finds: what was recorded for it, `later` when that was after the end of its connection, nothing when it is not in the
 * recording. The step is -1 for what was recorded on another connection, or is had again.
 */
export type Expectation = ExpectedRequest | 'later' | undefined;

/** What a recording has of one address, and how much of it has not been played. */
export class ScriptedServer {
  readonly #connections: readonly PlayedConnection[];
  readonly #dials: ScriptedDials<PlayedConnection>;

  /** @param likeness - of a request as it was kept */
  constructor(connections: readonly ScriptedConnection[], likeness: (kept: KeptMessage) => string) {
    this.#connections = connections.map((connection) => ({
      connection,
      requests: requestsOf(connection, likeness),
      lostAt: connection.steps.find(({ type }) => type === 'lost')?.at ?? Infinity,
    }));
    this.#dials = new ScriptedDials(this.#connections);
  }

  /** What is made of a dial now; undefined when the recording has no more of them. */
  dial(now: number): PlayedConnection | undefined {
    return this.#dials.take(now);
  }

  /** What was recorded for a request that is made on one of the connections. */
  expect(likeness: string, isRepeatable: boolean, on: PlayedConnection): Expectation {
    const own = on.requests.take(likeness);
    if (own !== undefined) return own;
    const before = isRepeatable ? on.requests.again(likeness) : undefined;
    if (before !== undefined) return { ...before, step: -1 };
    for (const { connection, requests } of this.#connections) {
      if (connection.dialledAt >= on.lostAt) {
        if (requests.hasAnswered(likeness)) return 'later';
        continue;
      }
      const other = requests.takeAnswered(likeness);
      if (other !== undefined) return { ...other, step: -1 };
    }
    return undefined;
  }
}

function requestsOf(
  { steps }: ScriptedConnection,
  likeness: (kept: KeptMessage) => string,
): ScriptedRequests {
  const requests = new ScriptedRequests();
  for (const [step, request] of steps.entries()) {
    if (request.type === 'request') requests.add(likeness(request.message), { request, step });
  }
  return requests;
}
