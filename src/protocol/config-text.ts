/** A name, then `=`, `:` or white space, then the value; the separator is kept out of both. */
const line = /^\s*((?:\\.|[^\\\s=:])+)(?:\s*[=:]\s*|\s+|$)(.*)$/;
const comment = /^\s*(?:[#!]|$)/;

/**
 * Settings as servers exchange them: the body of 25, 26, 318 and 319 (wire.md section 5.10), lines of `name=value` in the
 * syntax of Java's properties, without its continued lines.
 */
export function decodeConfigText(body: Uint8Array): Record<string, string> {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const settings = Object.create(null) as Record<string, string>;
  for (const row of text.split(/\r?\n/)) {
    const match = comment.test(row) ? null : line.exec(row);
    if (match?.[1] !== undefined) settings[unescaped(match[1])] = unescaped(match[2] ?? '');
  }
  return settings;
}

/** As servers write it: nothing is escaped (Java `MixAll#properties2String`). */
export function encodeConfigText(settings: Readonly<Record<string, string | number | boolean>>): Buffer {
  return Buffer.from(
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
}

const controls: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

function unescaped(text: string): string {
  return text.replace(/\\(?:u([\da-fA-F]{4})|(.))/g, (_, hex: string | undefined, character: string) =>
    hex === undefined ? (controls[character] ?? character) : String.fromCharCode(parseInt(hex, 16)),
  );
}
