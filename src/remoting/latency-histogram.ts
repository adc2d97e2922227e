/** Eight buckets per power of two: a percentile is at most 12.5 % above the value that was recorded. */
const subBucketBits = 3;
const subBuckets = 1 << subBucketBits;
/** Up to 2^31 - 1 ms. */
const bucketCount = (31 - subBucketBits + 1) * subBuckets;
const maxValueMs = 0x7fff_ffff;

function bucketOf(valueMs: number): number {
  if (valueMs < subBuckets) return valueMs;
  const shift = 31 - Math.clz32(valueMs) - subBucketBits;
  return shift * subBuckets + (valueMs >>> shift);
}

/** The largest value that falls into the bucket. */
function upperEdgeOf(bucket: number): number {
  if (bucket < 2 * subBuckets) return bucket;
  const shift = (bucket >>> subBucketBits) - 1;
  return (((bucket & (subBuckets - 1)) | subBuckets) + 1) * 2 ** shift - 1;
}

/**
 * Counts of durations in logarithmic buckets: constant memory (2 KiB), constant time to record, percentiles on demand.
 *
 * Durations below 16 ms are exact; above, a percentile is the upper edge of its bucket.
 */
export class LatencyHistogram {
  readonly #counts = new Float64Array(bucketCount);
  #count = 0;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  /** Fractions of a millisecond are cut; a negative duration (the clock went back) counts as 0. */
  record(durationMs: number): void {
    const value = durationMs > 0 ? Math.min(Math.trunc(durationMs), maxValueMs) : 0;
    const bucket = bucketOf(value);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
    if (value > this.#max) this.#max = value;
  }

  /** Adds everything that `other` has recorded. */
  add(other: LatencyHistogram): void {
    for (let bucket = 0; bucket < bucketCount; bucket += 1)
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + (other.#counts[bucket] ?? 0);
    this.#count += other.#count;
    this.#max = Math.max(this.#max, other.#max);
  }

  /** The duration that `fraction` (0 to 1) of the recorded ones do not exceed; 0 while there is none. */
  percentile(fraction: number): number {
    const rank = Math.max(1, Math.ceil(fraction * this.#count));
    let seen = 0;
    for (let bucket = 0; bucket < bucketCount && this.#count > 0; bucket += 1) {
      seen += this.#counts[bucket] ?? 0;
      if (seen >= rank) return Math.min(upperEdgeOf(bucket), this.#max);
    }
    return this.#max;
  }
}
