/**
 * Java's `String#hashCode`: over UTF-16 code units, wrapping in signed 32 bits (wire.md section 8.1).
 *
 * The code of a tag in heartbeats and in the broker's consume queue; part of queue selection by hash.
 */
export function javaHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}
