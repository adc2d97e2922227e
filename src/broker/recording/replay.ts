import { option, resolveOptions, text } from '../../internal/options.js';
import { ConnectionPlayer } from '../../remoting/recording/connection-player.js';
import { createRuntime, type RuntimeOverrides } from '../../runtime/runtime.js';
import { createCommandFormat } from './command-format.js';
import { runtimeOption } from './record-options.js';

/** How a recording is played. */
export interface ReplayOptions {
  /** That of the client: with the one of a virtual clock, hours are played in no time. Default: the real clock. */
  readonly runtime?: RuntimeOverrides;
}

/**
 * Options with defaults filled in, checked and frozen.
 *
 * @throws {InvalidArgumentError} naming the option
 */
export function resolveReplayOptions(options: ReplayOptions = {}): Required<ReplayOptions> {
  return resolveOptions<Required<ReplayOptions>>('replay', options, { runtime: option(runtimeOption, {}) });
}

/**
 * Plays what {@link record} has kept to a client, in the place of all its name servers and brokers.
 *
 * ```ts
 * const recording = replay('orders.jsonl');
 * await using mq = createClient({ nameServers: recording.addresses[0]!, connector: recording.connector });
 * ```
 *
 * A client that does what was done then lives through the same: the same answers, connections that end and dials that fail at the
 * same places. Requests are told apart by server, code, topic, queue and group, and answered in order; one that the recording does not
 * have is refused with a `BrokerError` that names it. Reads the file at once; of several recordings in it, the last. Holds nothing
 * that would have to be closed.
 *
 * @param file - path
 * @throws {InvalidArgumentError} when there is no recording in it that this version understands, or for an option that is not allowed
 */
export function replay(file: string, options: ReplayOptions = {}): ConnectionPlayer {
  const { runtime } = resolveReplayOptions(options);
  return new ConnectionPlayer({
    path: text(file, 'file'),
    format: createCommandFormat(true),
    runtime: createRuntime(runtime),
  });
}
