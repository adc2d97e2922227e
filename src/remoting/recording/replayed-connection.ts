import { ConnectionLostError } from '../../errors/transport-error.js';
import type { Runtime } from '../../runtime/runtime.js';
import { ChannelLink } from '../../transport/channel-link.js';
import type { Framer } from '../../transport/framer.js';
import { Inbox } from '../../transport/inbox.js';
import type { Link } from '../../transport/link.js';
import { MemoryChannel } from '../../transport/memory-channel.js';
import { resolveTransportOptions } from '../../transport/transport-options.js';
import type { KeptMessage } from './recorded-event.js';
import { unreadableFrame } from './read-recording.js';
import type { ScriptedConnection, ScriptedEstablishment } from './recorded-script.js';
import type { RecordingFormat } from './recording-format.js';
import { ScriptedCourse } from './scripted-course.js';
import type { Expectation } from './scripted-server.js';

export interface ReplayedConnectionSettings {
  readonly connection: ScriptedConnection;
  readonly established: ScriptedEstablishment;
  readonly framer: Framer;
  readonly format: RecordingFormat<object>;
  readonly runtime: Runtime;
  /** What was recorded for this request. */
  readonly expect: (request: object) => Expectation;
  /** The link has ended. */
  readonly onReleased: () => void;
}

/** One connection of a recording, with nobody on the other side: two links in memory, the far one of which follows the script. */
export class ReplayedConnection {
  /** For who dialled. */
  readonly link: ChannelLink;
  readonly #settings: ReplayedConnectionSettings;
  readonly #far: Link;
  readonly #course: ScriptedCourse;

  constructor(settings: ReplayedConnectionSettings) {
    const { connection, established, runtime, format, framer, onReleased } = settings;
    const { address } = connection;
    const { localAddress } = established;
    this.#settings = settings;
    const options = resolveTransportOptions();
    const create = (
      channel: MemoryChannel,
      ends: readonly [string, string],
      released: () => void,
    ): ChannelLink =>
      new ChannelLink({
        address: ends[0],
        localAddress: ends[1],
        channel,
        inbox: new Inbox(framer, options),
        options,
        runtime,
        onReleased: released,
      });
    const [near, far] = MemoryChannel.pair(runtime);
    this.link = create(near, [address, localAddress], onReleased);
    this.#far = create(far, [localAddress, address], () => undefined);
    this.#course = new ScriptedCourse({
      connection,
      establishedAt: established.at,
      runtime,
      isCause: (request) => !format.isRepeatable(format.restore(request)),
      isPoll: (request) => format.isPoll(format.restore(request)),
      actor: { write: (message, id) => this.#write(message, id), lose: (reason) => this.#lose(reason) },
    });
    this.#far.listen({
      onFrame: (bytes, start, end, owned) => this.#hear(bytes, start, end, owned),
      onClosed: () => this.#course.stop(),
    });
  }

  #hear(bytes: Buffer, start: number, end: number, owned: boolean): void {
    const { format, expect } = this.#settings;
    const { protocol } = format;
    const message = protocol.decode(bytes, start, end, owned);
    const kind = protocol.kind(message);
    if (kind !== 'call' && kind !== 'oneway') return;
    const expected = expect(message);
    const id = protocol.correlationId(message);
    if (expected === 'later') this.#course.overtake();
    else if (expected !== undefined) this.#course.made(expected, id);
    else if (kind === 'call') {
      const refusal = format.refuse(message, `The recording has no (more) ${format.describe(message)}`);
      this.#far.outbox.append(format.encode(refusal, id));
    }
  }

  #write(message: KeptMessage | undefined, id: number): void {
    if (message === undefined) {
      this.#lose(unreadableFrame);
      return;
    }
    const { format } = this.#settings;
    this.#far.outbox.append(format.encode(format.restore(message), id));
  }

  /** Told on the near side, so that the reason is the recorded one; but after what was written, which is on its way. */
  #lose(reason: string): void {
    const { runtime, connection } = this.#settings;
    runtime.defer(() =>
      runtime.defer(() => this.link.close(new ConnectionLostError(connection.address, reason))),
    );
  }
}
