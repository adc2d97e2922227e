/** Java's `String#trim`: unlike JavaScript's it takes away only what is not above a space. */
export function javaTrim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charAt(start) <= ' ') start++;
  while (start < end && text.charAt(end - 1) <= ' ') end--;
  return text.slice(start, end);
}
