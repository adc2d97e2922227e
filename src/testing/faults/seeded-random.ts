const golden = 0x9e37_79b9;

/** Numbers in [0, 1) that the seed fixes, one after the other: the same on every machine (mulberry32). Not for secrets. */
export function createSeededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seed of the generator with this number among many of one seed: neither takes from the other. */
export const deriveSeed = (seed: number, index: number): number => (seed ^ Math.imul(index, golden)) | 0;
