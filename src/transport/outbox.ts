import { BehaviorSubject, type Observable } from 'rxjs';
import { OutboxFullError } from '../errors/transport-error.js';
import { RingQueue } from '../internal/ring-queue.js';
import type { Runtime } from '../runtime/runtime.js';
import type { ByteChannel } from './byte-channel.js';
import type { FrameTarget } from './frame-target.js';
import type { ResolvedTransportOptions } from './transport-options.js';

/** From here on sending a body by reference costs less than copying it. */
const byReferenceBytes = 4096;
const maxPooledSlabs = 8;
/** Slabs' worth of bytes in one write: enough for a full pipe, and `bufferedBytes` still follows what leaves. */
const slabsPerWrite = 8;

/** Bytes on their way to the channel. */
interface Part {
  readonly bytes: Uint8Array;
  /** The slab that is free again once these bytes are written; set on the last part of each slab. */
  slab: Buffer | undefined;
}

/** What one write handed to the channel. */
interface Batch {
  readonly bytes: number;
  readonly slabs: readonly Buffer[];
}

export type OutboxOptions = Pick<
  ResolvedTransportOptions,
  'outboxSlabBytes' | 'maxOutboxBytes' | 'highWaterMarkBytes'
>;

/**
 * Many small writes in, one write per tick out.
 *
 * Frames are encoded straight into a slab, which goes to the channel at the end of the tick, or before when it is full, and
 * comes back to a small pool when it is written. Large bodies are not copied: they travel between two parts of a slab. While
 * the channel asks to wait, frames gather here, up to `maxOutboxBytes`.
 */
export class Outbox implements FrameTarget {
  /** Hot, replays one: see `Link.writable$`. */
  readonly writable$: Observable<boolean>;
  readonly #address: string;
  readonly #channel: Pick<ByteChannel, 'write'>;
  readonly #runtime: Pick<Runtime, 'defer'>;
  readonly #options: OutboxOptions;
  readonly #writable = new BehaviorSubject(true);
  readonly #parts = new RingQueue<Part>();
  readonly #inFlight = new RingQueue<Batch>();
  readonly #pool: Buffer[] = [];
  #slab: Buffer;
  /** `slab[start, position)` is committed and in no part yet. */
  #start = 0;
  #position = 0;
  /** The newest part that lies in the present slab. */
  #newest: Part | undefined;
  #committed = 0;
  #written = 0;
  /** The channel wants to be left alone until `drained`. */
  #saturated = false;
  #scheduled = false;
  #ended = false;

  constructor(
    address: string,
    channel: Pick<ByteChannel, 'write'>,
    options: OutboxOptions,
    runtime: Pick<Runtime, 'defer'>,
  ) {
    this.#address = address;
    this.#channel = channel;
    this.#options = options;
    this.#runtime = runtime;
    this.#slab = Buffer.allocUnsafeSlow(options.outboxSlabBytes);
    this.writable$ = this.#writable.asObservable();
  }

  get buffer(): Buffer {
    return this.#slab;
  }

  get position(): number {
    return this.#position;
  }

  /** Bytes that were committed and have not been handed to the operating system. */
  get bufferedBytes(): number {
    return this.#committed - this.#written;
  }

  get bytesWritten(): number {
    return this.#written;
  }

  /** @throws {OutboxFullError} when there is no room for another frame */
  ensureRoom(): void {
    const { maxOutboxBytes } = this.#options;
    if (this.bufferedBytes >= maxOutboxBytes) throw new OutboxFullError(this.#address, maxOutboxBytes);
  }

  reserve(maxBytes: number): void {
    if (this.#position + maxBytes <= this.#slab.length) return;
    this.#sealSlab();
    this.#pump();
    if (maxBytes <= this.#slab.length) return;
    this.#recycle(this.#slab);
    this.#slab = Buffer.allocUnsafeSlow(maxBytes);
  }

  commit(bytes: number): void {
    if (this.#ended) return;
    this.#position += bytes;
    this.#count(bytes);
  }

  append(bytes: Uint8Array): void {
    const { length } = bytes;
    if (length < byReferenceBytes) {
      this.reserve(length);
      this.#slab.set(bytes, this.#position);
      this.commit(length);
      return;
    }
    if (this.#ended) return;
    this.#sealPart();
    this.#parts.push({ bytes, slab: undefined });
    this.#count(length);
  }

  /** The channel takes bytes again. */
  drained(): void {
    this.#saturated = false;
    this.#sealSlab();
    this.#pump();
  }

  /** Hands everything to the channel, whether or not it asks to wait, and accepts nothing more. */
  finish(): void {
    this.#sealSlab();
    while (this.#parts.length > 0) this.#writeBatch();
    this.#end();
  }

  /** Drops everything and accepts nothing more. */
  discard(): void {
    this.#end();
    this.#parts.clear();
    this.#inFlight.clear();
    this.#committed = this.#written;
  }

  /** Completes `writable$`. Apart from the end itself, so that the link can put its own fields in order first. */
  complete(): void {
    this.#writable.complete();
  }

  #end(): void {
    this.#ended = true;
    this.#newest = undefined;
    this.#start = 0;
    this.#position = 0;
    this.#pool.length = 0;
  }

  #count(bytes: number): void {
    this.#committed += bytes;
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#runtime.defer(this.#flush);
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    if (this.#ended) return;
    if (!this.#saturated) {
      this.#sealSlab();
      this.#pump();
    }
    this.#tellWritable();
  };

  /** What is committed in the slab becomes a part; the slab goes on being filled behind it. */
  #sealPart(): void {
    if (this.#position === this.#start) return;
    this.#newest = { bytes: this.#slab.subarray(this.#start, this.#position), slab: undefined };
    this.#parts.push(this.#newest);
    this.#start = this.#position;
  }

  /** The slab goes to the channel with its last part, and another one takes its place. */
  #sealSlab(): void {
    this.#sealPart();
    if (this.#newest === undefined) return;
    this.#newest.slab = this.#slab;
    this.#newest = undefined;
    this.#slab = this.#pool.pop() ?? Buffer.allocUnsafeSlow(this.#options.outboxSlabBytes);
    this.#start = 0;
    this.#position = 0;
  }

  #pump(): void {
    while (!this.#saturated && this.#parts.length > 0) this.#writeBatch();
  }

  #writeBatch(): void {
    const maxBytes = slabsPerWrite * this.#options.outboxSlabBytes;
    const chunks: Uint8Array[] = [];
    const slabs: Buffer[] = [];
    let bytes = 0;
    while (bytes < maxBytes) {
      const part = this.#parts.shift();
      if (part === undefined) break;
      chunks.push(part.bytes);
      if (part.slab !== undefined) slabs.push(part.slab);
      bytes += part.bytes.length;
    }
    this.#inFlight.push({ bytes, slabs });
    if (!this.#channel.write(chunks, this.#onWritten)) this.#saturated = true;
  }

  /** Channels report in the order of the writes, so that one function without a closure does for all. */
  readonly #onWritten = (error?: Error | null): void => {
    const batch = this.#inFlight.shift();
    if (batch === undefined || (error !== undefined && error !== null)) return;
    this.#written += batch.bytes;
    if (this.#ended) return;
    for (const slab of batch.slabs) this.#recycle(slab);
    this.#tellWritable();
  };

  /** Slabs that were made larger for one frame are let go. */
  #recycle(slab: Buffer): void {
    if (slab.length === this.#options.outboxSlabBytes && this.#pool.length < maxPooledSlabs)
      this.#pool.push(slab);
  }

  /** Only between frames: an observer may write, or close, from within. */
  #tellWritable(): void {
    const { highWaterMarkBytes } = this.#options;
    const writable = this.#writable.value;
    const buffered = this.bufferedBytes;
    if (writable ? buffered > highWaterMarkBytes : buffered <= highWaterMarkBytes / 2)
      this.#writable.next(!writable);
  }
}
