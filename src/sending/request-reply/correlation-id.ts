const wordRange = 2 ** 32;

/** 12 to 19: version 4, variant 1 (RFC 9562, 5.4), as Java's `UUID.randomUUID` sets them. */
const versionMask = 0x0fff;
const version4 = 0x4000;
const variantMask = 0x3fff;
const variant1 = 0x8000;

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/**
 * Makes the ids by which replies find their requests: UUIDs. Chance sets all of their bits; a counter flips some, so that one table's
 * ids differ whatever the source of chance is.
 */
export function createCorrelationIds(random: () => number): () => string {
  let count = 0;
  const word = (): number => Math.floor(random() * wordRange);
  return () => {
    count = (count + 1) % wordRange;
    const [first, second, third, fourth] = [word(), word(), word(), (word() ^ count) >>> 0];
    const version = (second & versionMask) | version4;
    const variant = ((third >>> 16) & variantMask) | variant1;
    return [
      hex(first, 8),
      hex(second >>> 16, 4),
      hex(version, 4),
      hex(variant, 4),
      hex(third & 0xffff, 4) + hex(fourth, 8),
    ].join('-');
  };
}
