import { defer, map, tap } from 'rxjs';
import type { Single } from '../../internal/single.js';
import type { Runtime } from '../../runtime/runtime.js';
import { formatEndpoint } from '../../transport/endpoint.js';
import type { Connector } from '../../transport/link.js';
import { ConnectionNotes } from './connection-notes.js';
import { recordingVersion } from './recorded-event.js';
import { RecordedLink } from './recorded-link.js';
import { RecordingFile } from './recording-file.js';
import type { RecordingFormat } from './recording-format.js';

export interface ConnectionRecorderSettings {
  /** The file to append to. */
  readonly path: string;
  readonly format: RecordingFormat<object>;
  /** Makes the connections. */
  readonly connector: Connector;
  /** Bytes of the recording after which it stops. */
  readonly maxBytes: number;
  readonly runtime: Runtime;
  /** For the first line. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/**
 * Keeps what happens on connections in a file: dials and what came of them, every frame, every end, and when.
 *
 * Around a connector and not a handler of connections, because handlers hear of no dial that failed, and a run in which a server is
 * killed is above all made of those.
 */
export class ConnectionRecorder {
  /** To be given to the client whose connections are to be kept. */
  readonly connector: Connector;
  readonly #file: RecordingFile;
  #dials = 0;

  /** @internal */
  constructor(settings: ConnectionRecorderSettings) {
    const { path, format, connector, maxBytes, runtime, facts } = settings;
    const { name } = format.protocol;
    this.#file = new RecordingFile({
      path,
      maxBytes,
      runtime,
      header: {
        recording: recordingVersion,
        protocol: name,
        startedAt: new Date(runtime.now()).toISOString(),
        node: process.version,
        ...facts,
      },
    });
    this.connector = (endpoint, framer) =>
      defer(() => {
        this.#dials += 1;
        const notes = new ConnectionNotes(this.#file, format, this.#dials, formatEndpoint(endpoint));
        let isLinked = false;
        return defer(() => connector(endpoint, framer)).pipe(
          map((link) => {
            isLinked = true;
            notes.connected(link.localAddress);
            return new RecordedLink(link, framer, notes);
          }),
          tap({
            error: (error: unknown) => notes.refused(error),
            unsubscribe: () => (isLinked ? notes.closed() : notes.abandoned()),
          }),
        );
      });
  }

  /** False when the recording has ended: it is full, its file cannot be written, or it was closed. Connections go on. */
  get isRecording(): boolean {
    return this.#file.isOpen;
  }

  /**
   * Ends the recording and writes what is left of it; to be called when the client is closed. Starts at once, replays its end, never
   * errs; connections that are left go on unrecorded.
   */
  close(): Single<void> {
    return this.#file.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close().then(() => undefined);
  }
}
