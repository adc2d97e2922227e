import type { Observable, Subscription } from 'rxjs';
import { ConnectionLostError } from '../errors/transport-error.js';
import { InvalidStateTransitionError } from '../errors/usage-error.js';
import type { Runtime } from '../runtime/runtime.js';
import type { ByteChannel } from './byte-channel.js';
import { failureReason } from './failure-reason.js';
import type { FrameTarget } from './frame-target.js';
import { framesOf } from './frames-of.js';
import type { Inbox } from './inbox.js';
import type { Link, LinkListener } from './link.js';
import { Outbox } from './outbox.js';
import type { ResolvedTransportOptions } from './transport-options.js';

export interface ChannelLinkSettings {
  readonly address: string;
  readonly localAddress: string;
  readonly channel: ByteChannel;
  readonly inbox: Inbox;
  readonly options: ResolvedTransportOptions;
  readonly runtime: Runtime;
  /** The channel is gone, and with it everything this link held. */
  readonly onReleased: () => void;
}

/** A link over any channel: what sockets and memory pipes have in common. */
export class ChannelLink implements Link {
  readonly address: string;
  readonly localAddress: string;
  readonly frames$: Observable<Buffer>;
  readonly writable$: Observable<boolean>;
  readonly #channel: ByteChannel;
  readonly #inbox: Inbox;
  readonly #outbox: Outbox;
  readonly #options: ResolvedTransportOptions;
  readonly #runtime: Runtime;
  #listener: LinkListener | undefined;
  #readingPaused = false;
  /** The other side's end came while reading was paused. */
  #endWaits = false;
  #ended = false;
  #closeReason: Error | undefined;
  /** From the graceful end to the end of the channel. */
  #lingering: Subscription | undefined;
  #lastReadAt: number;
  #bytesRead = 0;

  constructor(settings: ChannelLinkSettings) {
    const { address, channel, inbox, options, runtime, onReleased } = settings;
    this.address = address;
    this.localAddress = settings.localAddress;
    this.#channel = channel;
    this.#inbox = inbox;
    this.#options = options;
    this.#runtime = runtime;
    this.#outbox = new Outbox(address, channel, options, runtime);
    this.#lastReadAt = runtime.now();
    this.writable$ = this.#outbox.writable$;
    this.frames$ = framesOf(this);
    channel.attach({
      onRead: (bytes) => this.#read(bytes, undefined),
      onData: (chunk) => this.#read(chunk.length, chunk),
      onDrain: () => this.#outbox.drained(),
      onEnd: () => {
        if (this.#readingPaused) this.#endWaits = true;
        else this.#hearEnd();
      },
      onClosed: (cause) => {
        this.#lingering?.unsubscribe();
        const reason = cause === undefined ? 'the socket was closed' : failureReason(cause);
        this.#end(new ConnectionLostError(address, reason, { cause }), false);
        onReleased();
      },
    });
  }

  get outbox(): FrameTarget {
    return this.#outbox;
  }

  get bufferedBytes(): number {
    return this.#outbox.bufferedBytes;
  }

  get bytesWritten(): number {
    return this.#outbox.bytesWritten;
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  get lastReadAt(): number {
    return this.#lastReadAt;
  }

  get closeReason(): Error | undefined {
    return this.#closeReason;
  }

  listen(listener: LinkListener): void {
    if (this.#listener !== undefined) throw new InvalidStateTransitionError('link', 'listening', 'listening');
    this.#listener = listener;
    if (this.#ended) {
      listener.onClosed(this.#closeReason);
      return;
    }
    this.#inbox.deliverTo(listener);
    if (!this.#readingPaused) this.#channel.resume();
  }

  ensureRoom(): void {
    this.#outbox.ensureRoom();
  }

  write(frames: Uint8Array): void {
    this.#outbox.ensureRoom();
    this.#outbox.append(frames);
  }

  pauseReading(): void {
    if (this.#ended || this.#readingPaused) return;
    this.#readingPaused = true;
    this.#channel.pause();
  }

  resumeReading(): void {
    if (this.#ended || !this.#readingPaused) return;
    this.#readingPaused = false;
    if (this.#endWaits) this.#hearEnd();
    else if (this.#listener !== undefined) this.#channel.resume();
  }

  close(error?: Error): void {
    this.#end(error, error === undefined);
  }

  /** Ends the link at once, without an error and without writing what is left. */
  hangUp(): void {
    this.#end(undefined, false);
  }

  /** `chunk` is undefined when the bytes were read into the inbox itself. */
  #read(bytes: number, chunk: Buffer | undefined): void {
    if (this.#ended) return;
    this.#lastReadAt = this.#runtime.now();
    this.#bytesRead += bytes;
    try {
      if (chunk === undefined) this.#inbox.advance(bytes);
      else this.#inbox.push(chunk);
    } catch (error) {
      this.close(error as Error);
    }
  }

  #hearEnd(): void {
    this.#end(new ConnectionLostError(this.address, 'the other side closed it'), true);
  }

  #end(reason: Error | undefined, gracefully: boolean): void {
    if (this.#ended) {
      // A second, harder end cuts the first short.
      if (!gracefully) this.#channel.destroy();
      return;
    }
    this.#ended = true;
    this.#closeReason = reason;
    this.#inbox.stop();
    if (gracefully) this.#finish();
    else this.#abort();
    this.#outbox.complete();
    this.#listener?.onClosed(reason);
  }

  #finish(): void {
    this.#outbox.finish();
    this.#channel.end();
    // Reads on, to hear the other side's end: bytes left unread would turn our end into a reset that overtakes what we wrote.
    this.#channel.resume();
    this.#lingering = this.#runtime.scheduler.schedule(
      () => this.#channel.destroy(),
      this.#options.closeTimeoutMs,
    );
  }

  #abort(): void {
    this.#outbox.discard();
    this.#channel.destroy();
  }
}
