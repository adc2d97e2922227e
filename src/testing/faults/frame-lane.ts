import { RingQueue } from '../../internal/ring-queue.js';
import type { Runtime } from '../../runtime/runtime.js';
import type { ArmedFault } from './armed-fault.js';
import { type Delayed, DelayLine } from './delay-line.js';
import type { FaultyLink } from './faulty-link.js';
import type { WireFrame } from './wire-frame.js';

export interface FrameLaneSettings {
  readonly link: FaultyLink;
  readonly runtime: Runtime;
  /** The faults that are to be asked now, in the order in which they were added. */
  faults(): readonly ArmedFault[];
  /** The end of the lane. */
  emit(frame: WireFrame): void;
  /** So many bytes are held back now. */
  onHeld(bytes: number): void;
}

interface Held {
  readonly frame: WireFrame;
  /** Goes on to the faults added after this one. */
  readonly afterId: number;
}

/** Behind all faults: only the end of the lane is left. */
const last = Infinity;

/** One direction of a connection: every frame passes the faults, and may be held back between them. */
export class FrameLane {
  readonly link: FaultyLink;
  readonly #settings: FrameLaneSettings;
  /** Who keeps everything back. */
  readonly #holders = new Set<object>();
  readonly #parked = new RingQueue<Held>();
  readonly #delayed: DelayLine<Held>;
  /** Delayed until the next frame has come through. */
  readonly #overtakable = new Map<ArmedFault, Delayed<Held>>();
  #heldBytes = 0;
  #shut = false;

  constructor(settings: FrameLaneSettings) {
    this.link = settings.link;
    this.#settings = settings;
    this.#delayed = new DelayLine(settings.runtime, (held) => {
      this.#count(-held.frame.bytes.length);
      this.#travel(held.frame, held.afterId);
    });
  }

  /** Nothing here would mind if a frame went past. */
  get isClear(): boolean {
    return (
      !this.#shut && this.#holders.size === 0 && this.#parked.length === 0 && this.#overtakable.size === 0
    );
  }

  get isShut(): boolean {
    return this.#shut;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** A frame comes; whatever is held back by `hold` goes first. */
  enter(frame: WireFrame): void {
    if (this.#parked.length > 0) this.#park(frame, 0);
    else this.#travel(frame, 0);
  }

  /** The frame goes on to the faults added after this one. */
  goOn(frame: WireFrame, fault: ArmedFault): void {
    this.#travel(frame, fault.id);
  }

  /** The frame goes on after so many milliseconds; others overtake it meanwhile. */
  delay(frame: WireFrame, fault: ArmedFault, delayMs: number): Delayed<Held> {
    this.#count(frame.bytes.length);
    return this.#delayed.add({ frame, afterId: fault.id }, delayMs);
  }

  /** The frame goes on behind the next one, or after `maxHoldMs` when none comes. One at a time for each fault. */
  letOvertake(frame: WireFrame, fault: ArmedFault, maxHoldMs: number): void {
    this.#overtakable.set(fault, this.delay(frame, fault, maxHoldMs));
  }

  isOvertakable(fault: ArmedFault): boolean {
    return this.#overtakable.has(fault);
  }

  /** Keeps everything back until `holder` releases it. Idempotent. */
  hold(holder: object): void {
    this.#holders.add(holder);
  }

  release(holder: object): void {
    this.#holders.delete(holder);
    while (this.#holders.size === 0) {
      const held = this.#parked.shift();
      if (held === undefined) return;
      this.#count(-held.frame.bytes.length);
      this.#travel(held.frame, held.afterId);
    }
  }

  /** Drops what is held back and all that comes. */
  shut(): void {
    this.#shut = true;
    this.#parked.clear();
    this.#delayed.clear();
    this.#overtakable.clear();
    this.#count(-this.#heldBytes);
  }

  #travel(frame: WireFrame, afterId: number): void {
    if (this.#shut) return;
    if (this.#holders.size > 0) {
      this.#park(frame, afterId);
      return;
    }
    let current = frame;
    for (const fault of this.#settings.faults()) {
      if (fault.id <= afterId) continue;
      const next = this.#strike(fault, current);
      if (next === undefined) return;
      current = next;
    }
    this.#leave(current);
  }

  /** What goes on, struck or not; undefined when nothing does. */
  #strike(fault: ArmedFault, frame: WireFrame): WireFrame | undefined {
    const { behaviour, trigger } = fault;
    if (behaviour.strike === undefined || behaviour.isReady?.(this, fault) === false) return frame;
    try {
      if (!trigger.fits(frame, this.link) || !fault.draw()) return frame;
      return behaviour.strike(frame, this, fault);
    } catch (error) {
      // What a test's function throws belongs to the test, not to the connection that happened to meet it.
      this.#settings.runtime.defer(() => {
        throw error;
      });
      return frame;
    }
  }

  #leave(frame: WireFrame): void {
    if (this.#shut) return;
    if (this.#holders.size > 0) {
      this.#park(frame, last);
      return;
    }
    this.#settings.emit(frame);
    if (this.#overtakable.size > 0) this.#letThrough();
  }

  /** What was overtaken goes on. */
  #letThrough(): void {
    const overtaken = [...this.#overtakable.values()];
    this.#overtakable.clear();
    for (const delayed of overtaken) {
      if (!this.#delayed.remove(delayed)) continue;
      const { frame, afterId } = delayed.value;
      this.#count(-frame.bytes.length);
      this.#travel(frame, afterId);
    }
  }

  #park(frame: WireFrame, afterId: number): void {
    if (this.#shut) return;
    this.#parked.push({ frame, afterId });
    this.#count(frame.bytes.length);
  }

  #count(bytes: number): void {
    this.#heldBytes += bytes;
    this.#settings.onHeld(this.#heldBytes);
  }
}
