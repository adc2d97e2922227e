import { decodeFrame, type RemotingCommand, rocketmqFraming } from '../../../src/protocol/index.js';
import type { Endpoint } from '../../../src/transport/endpoint.js';
import type { Connector, Link } from '../../../src/transport/link.js';

/** A client's connection without a client: frames go out as they are, and what comes in is kept. */
export class RecordedLink {
  /** By opaque. */
  readonly answers = new Map<number, RemotingCommand>();
  /** What the server asked and nobody has looked at. */
  readonly asked: RemotingCommand[] = [];
  readonly #waiting: Uint8Array[] = [];
  readonly #dialled: { unsubscribe(): void };
  #link: Link | undefined;
  #isClosed = false;

  constructor(connector: Connector, endpoint: Endpoint) {
    this.#dialled = connector(endpoint, rocketmqFraming).subscribe((link) => this.#begin(link));
  }

  /** The other side has hung up. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  write(frame: Uint8Array): void {
    if (this.#link === undefined) this.#waiting.push(frame);
    else this.#link.write(frame);
  }

  close(): void {
    this.#dialled.unsubscribe();
  }

  #begin(link: Link): void {
    this.#link = link;
    link.listen({
      onFrame: (bytes, start, end) => this.#take(decodeFrame(Buffer.from(bytes.subarray(start, end)))),
      onClosed: () => (this.#isClosed = true),
    });
    for (const frame of this.#waiting.splice(0)) link.write(frame);
  }

  #take(command: RemotingCommand): void {
    if (command.isResponse) this.answers.set(command.opaque, command);
    else this.asked.push(command);
  }
}
