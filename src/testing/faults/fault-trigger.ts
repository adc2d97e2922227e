import type { FaultContext, ResolvedFaultOptions } from './fault-options.js';
import type { WireFrame } from './wire-frame.js';

/** A connection as faults select it. */
export interface FaultSite {
  /** Name of the server. */
  readonly server: string;
  /** The server's end, `host:port`. */
  readonly localAddress: string;
  /** The client's end, `host:port`. */
  readonly address: string;
}

/** Decides what a fault strikes, and counts. */
export class FaultTrigger {
  readonly #options: ResolvedFaultOptions;
  readonly #random: () => number;
  #skipped = 0;
  #hits = 0;

  constructor(options: ResolvedFaultOptions, random: () => number) {
    this.#options = options;
    this.#random = random;
  }

  get hits(): number {
    return this.#hits;
  }

  /** It will not strike again. */
  get spent(): boolean {
    return this.#hits >= this.#options.times;
  }

  /** Whether its predicate asks about commands. */
  get looksAtCommands(): boolean {
    return this.#options.when !== undefined;
  }

  concerns({ server, localAddress, address }: FaultSite): boolean {
    const { at, peer } = this.#options;
    return (
      (at === undefined || at === server || at === localAddress) && (peer === undefined || peer === address)
    );
  }

  /** Whether the frame fits, apart from how often. @throws what the predicate throws */
  fits(frame: WireFrame, site: FaultSite): boolean {
    const { codes, direction, startedBy, when } = this.#options;
    if (direction !== undefined && direction !== frame.direction) return false;
    if (startedBy !== undefined && startedBy !== frame.startedBy) return false;
    if (codes !== undefined && (frame.requestCode === undefined || !codes.has(frame.requestCode)))
      return false;
    return this.concerns(site) && (when === undefined || when(frame.command, contextOf(frame, site)));
  }

  /** Counts one that fits; true when it is to be struck. */
  draw(): boolean {
    const { skip, probability } = this.#options;
    if (this.spent) return false;
    if (this.#skipped < skip) {
      this.#skipped++;
      return false;
    }
    if (probability < 1 && this.#random() >= probability) return false;
    this.#hits++;
    return true;
  }
}

function contextOf(frame: WireFrame, { server, address }: FaultSite): FaultContext {
  const { direction, startedBy, requestCode, request } = frame;
  return { direction, startedBy, server, peer: address, requestCode, request };
}
