/** 2^31 - 1: correlation ids are positive int32. */
export const maxOpaque = 0x7fff_ffff;

/**
 * The correlation ids of one connection: 1, 2, … 2^31 - 1, then 1 again, without those that are still in use.
 *
 * Never shared between connections: the ids of one say nothing about those of another.
 */
export class OpaqueSequence {
  #last: number;

  /** @param last - The id before the first one given out. Default 0. */
  constructor(last = 0) {
    this.#last = last;
  }

  next(inUse: { has(opaque: number): boolean }): number {
    let opaque = this.#last;
    do opaque = opaque === maxOpaque ? 1 : opaque + 1;
    while (inUse.has(opaque));
    this.#last = opaque;
    return opaque;
  }
}
