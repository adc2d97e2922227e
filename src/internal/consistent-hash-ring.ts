import { createHash } from 'node:crypto';

/** As Java's allocation has it. */
const defaultPointsEach = 10;

/** The first four bytes of the MD5 sum: for spreading, not for secrecy. */
function hash(text: string): number {
  return createHash('md5').update(text, 'utf8').digest().readUInt32BE(0);
}

/**
 * Names on a ring, each at several points; a key belongs to the name at the next point. When a name comes or goes, only the keys
 * beside its points move.
 *
 * @see apache/rocketmq `common/…/consistenthash/ConsistentHashRouter`
 */
export class ConsistentHashRing {
  readonly #points: readonly { readonly place: number; readonly name: string }[];

  /** @param names - not empty */
  constructor(names: readonly string[], pointsEach: number = defaultPointsEach) {
    const byPlace = new Map<number, string>();
    for (const name of names) {
      for (let index = 0; index < pointsEach; index++) byPlace.set(hash(`${name}-${index}`), name);
    }
    this.#points = Array.from(byPlace, ([place, name]) => ({ place, name })).toSorted(
      (left, right) => left.place - right.place,
    );
  }

  /** The name to which a key belongs. */
  find(key: string): string {
    const place = hash(key);
    let low = 0;
    let high = this.#points.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#points[middle]!.place < place) low = middle + 1;
      else high = middle;
    }
    return this.#points[low % this.#points.length]!.name;
  }
}
