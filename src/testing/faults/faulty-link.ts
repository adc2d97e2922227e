import type { Observable, Subscription } from 'rxjs';
import { OutboxFullError } from '../../errors/transport-error.js';
import { GrowingTarget } from '../../protocol/byte-target.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import type { FrameTarget } from '../../transport/frame-target.js';
import { framesOf } from '../../transport/frames-of.js';
import type { Link, LinkListener } from '../../transport/link.js';
import type { ArmedFault } from './armed-fault.js';
import type { FaultRegistry } from './fault-registry.js';
import type { FaultSite } from './fault-trigger.js';
import { FrameCapture } from './frame-capture.js';
import { FrameLane } from './frame-lane.js';
import { FrameRecogniser } from './frame-recogniser.js';
import { WireFrame } from './wire-frame.js';

/** A connection of an embedded server on which faults strike. Without any it hands everything through. */
export class FaultyLink implements Link, FaultSite {
  readonly server: string;
  readonly frames$: Observable<Buffer>;
  readonly #link: Link;
  readonly #registry: FaultRegistry;
  readonly #inbound: FrameLane;
  readonly #outbound: FrameLane;
  readonly #capture: FrameCapture;
  readonly #recogniser: FrameRecogniser;
  /** Who wants nothing to be read. */
  readonly #blockers = new Set<object>();
  readonly #leaving = new Map<object, Subscription>();
  #listener: LinkListener | undefined;
  #isDead = false;
  #isOver = false;
  #closeReason: Error | undefined;

  constructor(link: Link, server: string, registry: FaultRegistry) {
    const { runtime } = registry;
    const faults = (): readonly ArmedFault[] => registry.active;
    this.#link = link;
    this.server = server;
    this.#registry = registry;
    this.#recogniser = new FrameRecogniser(() => registry.looksAtCommands);
    this.frames$ = framesOf(this);
    this.#inbound = new FrameLane({
      link: this,
      runtime,
      faults,
      emit: ({ bytes }) => this.#listener?.onFrame(bytes, 0, bytes.length, true),
      onHeld: (bytes) => this.#boundInbound(bytes),
    });
    this.#outbound = new FrameLane({
      link: this,
      runtime,
      faults,
      emit: ({ bytes }) => link.outbox.append(bytes),
      onHeld: () => undefined,
    });
    this.#capture = new FrameCapture((bytes) => this.#send(bytes));
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
    return this.#registry.isIdle && this.#outbound.isClear ? this.#link.outbox : this.#capture;
  }

  get bufferedBytes(): number {
    return this.#link.bufferedBytes + this.#outbound.heldBytes;
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
    return this.#isDead ? this.#closeReason : this.#link.closeReason;
  }

  listen(listener: LinkListener): void {
    if (this.#isOver) {
      listener.onClosed(this.closeReason);
      return;
    }
    this.#listener ??= listener;
    this.#link.listen({
      onFrame: (bytes, start, end, owned) => this.#receive(bytes, start, end, owned),
      onClosed: (error) => {
        // The end of a dead connection does not get through either: its server finds out by itself.
        if (!this.#isDead) this.#end(error);
      },
    });
  }

  ensureRoom(): void {
    const { maxHeldBytes } = this.#registry;
    if (this.#outbound.heldBytes >= maxHeldBytes) throw new OutboxFullError(this.address, maxHeldBytes);
    this.#link.ensureRoom();
  }

  write(frames: Uint8Array): void {
    this.ensureRoom();
    this.outbox.append(frames);
  }

  pauseReading(): void {
    this.block(this);
  }

  resumeReading(): void {
    this.unblock(this);
  }

  close(error?: Error): void {
    // The client of a dead connection is not told; its socket goes with the listener.
    if (!this.#isDead) this.#link.close(error);
    if (this.#isDead || this.#listener === undefined) this.#end(error);
  }

  /** Nothing is read until `owner` unblocks it. */
  block(owner: object): void {
    this.#blockers.add(owner);
    this.#link.pauseReading();
  }

  unblock(owner: object): void {
    if (!this.#blockers.delete(owner) || this.#blockers.size > 0 || this.#isDead) return;
    this.#link.resumeReading();
  }

  /** Nothing arrives until `owner` calls `readOn`, not even what was read already; answers still leave. */
  stopReading(owner: object): void {
    this.#inbound.hold(owner);
    this.block(owner);
  }

  readOn(owner: object): void {
    this.#inbound.release(owner);
    this.unblock(owner);
  }

  /** Nothing goes either way until `owner` calls `thaw`, and then everything. */
  freeze(owner: object): void {
    this.#outbound.hold(owner);
    this.stopReading(owner);
  }

  thaw(owner: object): void {
    this.#outbound.release(owner);
    this.readOn(owner);
  }

  /** From now on nothing goes either way, and neither side is told of anything the other does. */
  die(): void {
    this.#isDead = true;
    this.#inbound.shut();
    this.#outbound.shut();
    this.#link.pauseReading();
  }

  /** Hangs up after what has passed the faults; what has not is dropped. */
  cut(): void {
    this.#inbound.shut();
    this.#outbound.shut();
    this.#registry.runtime.defer(() => this.#link.close());
  }

  /** As {@link FaultyLink.cut}, with the beginning of a frame as the last that leaves. */
  cutWithin(frame: WireFrame): void {
    if (frame.sender === 'server')
      this.#link.outbox.append(frame.bytes.subarray(0, frame.bytes.length >>> 1));
    this.cut();
  }

  /** Hangs up after so many milliseconds, unless `owner` calls `stay`. */
  leaveAfter(owner: object, delayMs: number): void {
    this.#leaving.set(
      owner,
      this.#registry.runtime.scheduler.schedule(() => this.close(), delayMs),
    );
  }

  stay(owner: object): void {
    this.#leaving.get(owner)?.unsubscribe();
    this.#leaving.delete(owner);
  }

  /** Answers in the place of who should. */
  answer({ command, sender, requestCode }: WireFrame, response: RemotingCommand): void {
    const target = new GrowingTarget();
    this.#registry.protocol.encode(response, command.opaque, target);
    const [lane, answering] =
      sender === 'client' ? ([this.#outbound, 'server'] as const) : ([this.#inbound, 'client'] as const);
    lane.enter(new WireFrame(target.bytes(), response, answering, requestCode, command));
  }

  #receive(bytes: Buffer, start: number, end: number, owned: boolean): void {
    if (this.#registry.isIdle && this.#inbound.isClear) {
      // Remembered even now: a poll that is parked when a fault is added has its answer before it.
      this.#recogniser.noteRequest(bytes, start, end);
      this.#listener?.onFrame(bytes, start, end, owned);
      return;
    }
    const frame = this.#recogniser.recognise(
      owned ? bytes.subarray(start, end) : Buffer.from(bytes.subarray(start, end)),
      'client',
    );
    if (frame !== undefined) this.#inbound.enter(frame);
    else if (!this.#inbound.isShut) this.#listener?.onFrame(bytes, start, end, owned);
  }

  #send(bytes: Buffer): void {
    const frame = this.#recogniser.recognise(bytes, 'server');
    if (frame === undefined) this.#link.outbox.append(bytes);
    else this.#outbound.enter(frame);
  }

  #boundInbound(heldBytes: number): void {
    if (this.#isOver) return;
    const { maxHeldBytes } = this.#registry;
    if (heldBytes >= maxHeldBytes) this.block(this.#inbound);
    else if (heldBytes <= maxHeldBytes / 2) this.unblock(this.#inbound);
  }

  #end(error: Error | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#closeReason = error;
    this.#inbound.shut();
    this.#outbound.shut();
    for (const owner of this.#leaving.keys()) this.stay(owner);
    this.#registry.forget(this);
    this.#listener?.onClosed(error);
  }
}
