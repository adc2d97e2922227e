import { BehaviorSubject, type Observable } from 'rxjs';
import type { Fault, FaultKind } from './fault.js';
import type { FaultTrigger } from './fault-trigger.js';
import type { FaultyLink } from './faulty-link.js';
import type { FrameLane } from './frame-lane.js';
import type { WireFrame } from './wire-frame.js';

/** What one kind of fault does; every part is optional. */
export interface FaultBehaviour {
  /** With a command. Returns what goes on to the faults added later, undefined when nothing does. */
  strike?(frame: WireFrame, lane: FrameLane, fault: ArmedFault): WireFrame | undefined;
  /** False where it cannot strike at present, whatever fits. */
  isReady?(lane: FrameLane, fault: ArmedFault): boolean;
  /** With every connection that it concerns: those there are, and each new one. */
  meet?(link: FaultyLink, fault: ArmedFault): void;
  /** Undoes what `meet` or `strike` did to a connection. */
  leave?(link: FaultyLink, fault: ArmedFault): void;
  /** Whether it keeps a new connection out. */
  refuses?(fault: ArmedFault): boolean;
}

/** Who keeps a fault. */
export interface FaultKeeper {
  /** It will not strike again. */
  retire(fault: ArmedFault): void;
  /** It was removed. */
  lift(fault: ArmedFault): void;
}

/** A fault as those see it who carry it out. */
export class ArmedFault implements Fault {
  readonly kind: FaultKind;
  /** Counts up with every fault: the order in which they were added. */
  readonly id: number;
  readonly hits$: Observable<number>;
  readonly trigger: FaultTrigger;
  readonly behaviour: FaultBehaviour;
  readonly #keeper: FaultKeeper;
  readonly #hits = new BehaviorSubject(0);
  #removed = false;

  constructor(
    kind: FaultKind,
    id: number,
    trigger: FaultTrigger,
    behaviour: FaultBehaviour,
    keeper: FaultKeeper,
  ) {
    this.kind = kind;
    this.id = id;
    this.trigger = trigger;
    this.behaviour = behaviour;
    this.#keeper = keeper;
    this.hits$ = this.#hits.asObservable();
  }

  get hits(): number {
    return this.trigger.hits;
  }

  remove(): void {
    if (this.#removed) return;
    this.#removed = true;
    this.#keeper.retire(this);
    this.#keeper.lift(this);
    this.#hits.complete();
  }

  [Symbol.dispose](): void {
    this.remove();
  }

  /** Counts one that fits; true when it is to be struck. */
  draw(): boolean {
    if (this.#removed || !this.trigger.draw()) return false;
    const { spent } = this.trigger;
    if (spent) this.#keeper.retire(this);
    this.#hits.next(this.trigger.hits);
    if (spent) this.#hits.complete();
    return true;
  }
}
