import { text } from '../../internal/options.js';
import { ConnectionRecorder } from '../../remoting/recording/connection-recorder.js';
import { createRuntime } from '../../runtime/runtime.js';
import { createSocketConnector } from '../../transport/socket-connector.js';
import { createCommandFormat } from './command-format.js';
import { libraryVersion } from './library-version.js';
import { type RecordOptions, resolveRecordOptions } from './record-options.js';

/**
 * Records the connections of a client in a file, for a bug report or for a test that {@link replay}s them.
 *
 * ```ts
 * await using recording = record('orders.jsonl');
 * await using mq = createClient({ nameServers: 'localhost:9876', connector: recording.connector });
 * ```
 *
 * Starts at once. Appends one JSON object per line: every dial and what came of it, every frame both ways, every end, with times.
 * Credentials are left out, bodies of messages become zeros unless `bodies` is true; topics, groups, addresses and properties of
 * messages stay. Neither blocks nor breaks a connection: when the file cannot be written, that is logged once and recording ends.
 * Close the client first, then the recording.
 *
 * Goes where a client has its `connector` and not among its `handlers`, because handlers hear of no dial that fails.
 *
 * @param file - path; an existing file gets the recording behind what it has
 * @throws {InvalidArgumentError} for an option that is not allowed
 */
export function record(file: string, options: RecordOptions = {}): ConnectionRecorder {
  const { bodies, maxBytes, tls, transport, connector, runtime: overrides } = resolveRecordOptions(options);
  const runtime = createRuntime(overrides);
  return new ConnectionRecorder({
    path: text(file, 'file'),
    format: createCommandFormat(bodies),
    connector: connector ?? createSocketConnector(tls, transport, runtime),
    maxBytes,
    runtime,
    facts: { library: libraryVersion, bodies },
  });
}
