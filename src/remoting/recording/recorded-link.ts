import type { Observable } from 'rxjs';
import type { FrameTarget } from '../../transport/frame-target.js';
import { framesOf } from '../../transport/frames-of.js';
import type { Framer } from '../../transport/framer.js';
import { Inbox } from '../../transport/inbox.js';
import type { Link, LinkListener } from '../../transport/link.js';
import type { ConnectionNotes } from './connection-notes.js';
import { RecordedTarget } from './recorded-target.js';

/** Frames that were written are put together again in a buffer that begins with so many bytes. */
const receiveBufferBytes = 16 * 1024;
/** Who writes is this side, within limits of its own. */
const maxFrameBytes = 2 ** 30;

/** A link that is kept in a recording: every frame in both directions, and its end. Otherwise the link it was made of. */
export class RecordedLink implements Link {
  readonly frames$: Observable<Buffer>;
  readonly #link: Link;
  readonly #notes: ConnectionNotes;
  readonly #target: FrameTarget;
  readonly #sent: Inbox;

  constructor(link: Link, framer: Framer, notes: ConnectionNotes) {
    this.#link = link;
    this.#notes = notes;
    this.frames$ = framesOf(this);
    this.#target = new RecordedTarget(link, (bytes) => this.#split(bytes));
    this.#sent = new Inbox(framer, { receiveBufferBytes, maxFrameBytes });
    this.#sent.deliverTo({
      onFrame: (bytes, start, end) => notes.frame('sent', bytes, start, end),
    });
  }

  get address(): string {
    return this.#link.address;
  }

  get localAddress(): string {
    return this.#link.localAddress;
  }

  get writable$(): Observable<boolean> {
    return this.#link.writable$;
  }

  get outbox(): FrameTarget {
    return this.#notes.isOpen ? this.#target : this.#link.outbox;
  }

  get bufferedBytes(): number {
    return this.#link.bufferedBytes;
  }

  get lastReadAt(): number {
    return this.#link.lastReadAt;
  }

  get bytesRead(): number {
    return this.#link.bytesRead;
  }

  get bytesWritten(): number {
    return this.#link.bytesWritten;
  }

  get closeReason(): Error | undefined {
    return this.#link.closeReason;
  }

  listen(listener: LinkListener): void {
    this.#link.listen({
      onFrame: (bytes, start, end, owned) => {
        this.#notes.frame('received', bytes, start, end);
        listener.onFrame(bytes, start, end, owned);
      },
      onClosed: (error) => {
        if (error === undefined) this.#notes.closed();
        else this.#notes.lost(error);
        listener.onClosed(error);
      },
    });
  }

  ensureRoom(): void {
    this.#link.ensureRoom();
  }

  write(frames: Uint8Array): void {
    this.#link.ensureRoom();
    this.outbox.append(frames);
  }

  pauseReading(): void {
    this.#link.pauseReading();
  }

  resumeReading(): void {
    this.#link.resumeReading();
  }

  close(error?: Error): void {
    this.#notes.closed(error);
    this.#link.close(error);
  }

  #split(bytes: Uint8Array): void {
    if (!this.#notes.isOpen) return;
    try {
      this.#sent.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    } catch (error) {
      this.#notes.fail(error);
    }
  }
}
