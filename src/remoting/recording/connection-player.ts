import { Observable } from 'rxjs';
import { ConnectFailedError } from '../../errors/transport-error.js';
import { InvalidArgumentError } from '../../errors/usage-error.js';
import type { Runtime } from '../../runtime/runtime.js';
import { formatEndpoint } from '../../transport/endpoint.js';
import type { Framer } from '../../transport/framer.js';
import type { Connector, Link } from '../../transport/link.js';
import type { KeptMessage } from './recorded-event.js';
import { readRecording } from './read-recording.js';
import type { ScriptedConnection, ScriptedEstablishment } from './recorded-script.js';
import type { RecordingFormat } from './recording-format.js';
import { ReplayedConnection } from './replayed-connection.js';
import { type Expectation, type PlayedConnection, ScriptedServer } from './scripted-server.js';

export interface ConnectionPlayerSettings {
  /** A file that a recorder has written. */
  readonly path: string;
  readonly format: RecordingFormat<object>;
  readonly runtime: Runtime;
}

/**
 * Plays a recording in the place of all servers.
 *
 * Dials of an address have the outcomes of those that were recorded, in order and for as long. A request is answered by what was
 * recorded for the first request to the same address that is like it and has not been made again: one of its own connection if there
 * is any. What the other side did of its own accord comes when it came then, seen from what was before it. A request that was made
 * only after its connection was lost finds that lost: so who replays need not know when the servers went away.
 */
export class ConnectionPlayer {
  /** To be given to the client that is to live through the recording. */
  readonly connector: Connector;
  /** `host:port` of every server that was dialled, in the order of the first dials. */
  readonly addresses: readonly string[];
  readonly #settings: ConnectionPlayerSettings;
  readonly #servers = new Map<string, ScriptedServer>();
  readonly #unknown: string[] = [];

  /**
   * @internal
   * @throws {InvalidArgumentError} when the file holds no recording of the protocol
   */
  constructor(settings: ConnectionPlayerSettings) {
    const { path, format } = settings;
    this.#settings = settings;
    const { protocol, connections } = readRecording(path);
    const { name } = format.protocol;
    if (protocol !== name)
      throw new InvalidArgumentError('file', `a recording of ${name}, not of ${protocol} (${path})`);
    const byAddress = new Map<string, ScriptedConnection[]>();
    for (const connection of connections) {
      const { address } = connection;
      byAddress.set(address, [...(byAddress.get(address) ?? []), connection]);
    }
    const likeness = (kept: KeptMessage): string => format.likeness(format.restore(kept));
    for (const [address, dialled] of byAddress)
      this.#servers.set(address, new ScriptedServer(dialled, likeness));
    this.addresses = Object.freeze([...this.#servers.keys()]);
    this.connector = (endpoint, framer) => this.#dial(formatEndpoint(endpoint), framer);
  }

  /** Requests that the recording had no answer for, by name and address; their callers were told so. */
  get unknown(): readonly string[] {
    return [...this.#unknown];
  }

  #dial(address: string, framer: Framer): Observable<Link> {
    return new Observable((subscriber) => {
      const { runtime } = this.#settings;
      const server = this.#servers.get(address);
      const played = server?.dial(runtime.now());
      const outcome = played?.connection.outcome;
      if (played !== undefined && outcome === undefined) return undefined;
      let replayed: ReplayedConnection | undefined;
      const afterMs =
        played === undefined || outcome === undefined ? 0 : outcome.at - played.connection.dialledAt;
      const waiting = runtime.scheduler.schedule(() => {
        if (server === undefined || played === undefined || outcome === undefined)
          subscriber.error(new ConnectFailedError(address, 'the recording has no more connections to it'));
        else if ('reason' in outcome) subscriber.error(new ConnectFailedError(address, outcome.reason));
        else {
          replayed = this.#connect(server, played, outcome, framer, () => subscriber.complete());
          subscriber.next(replayed.link);
        }
      }, afterMs);
      return () => {
        waiting.unsubscribe();
        replayed?.link.hangUp();
      };
    });
  }

  #connect(
    server: ScriptedServer,
    played: PlayedConnection,
    established: ScriptedEstablishment,
    framer: Framer,
    onReleased: () => void,
  ): ReplayedConnection {
    const { format, runtime } = this.#settings;
    return new ReplayedConnection({
      connection: played.connection,
      established,
      framer,
      format,
      runtime,
      expect: (request) => this.#expect(request, server, played),
      onReleased,
    });
  }

  #expect(request: object, server: ScriptedServer, played: PlayedConnection): Expectation {
    const { format, runtime } = this.#settings;
    const expected = server.expect(format.likeness(request), format.isRepeatable(request), played);
    if (expected === undefined) {
      const name = format.describe(request);
      const { address } = played.connection;
      this.#unknown.push(`${name} at ${address}`);
      runtime.logger.warn('A request is not in the recording', { request: name, address });
    }
    return expected;
  }
}
