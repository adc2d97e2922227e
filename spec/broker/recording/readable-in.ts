/** Everything that can be read in a text: itself, and what its parts in base64 or hex stand for. */
export function readableIn(text: string): string {
  const base64 = text.match(/[A-Za-z0-9+/]{4,}={0,2}/g) ?? [];
  const hex = text.match(/(?:[0-9a-fA-F]{2}){4,}/g) ?? [];
  return [
    text,
    ...base64.map((part) => Buffer.from(part, 'base64').toString('latin1')),
    ...hex.map((part) => Buffer.from(part, 'hex').toString('latin1')),
  ].join('\n');
}
