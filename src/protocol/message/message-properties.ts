/** Stands between key and value; what a key must not contain. */
const afterKey = '\u0001';
/** Stands after each value. */
const afterValue = '\u0002';

/**
 * The properties string of a message (wire.md section 7.3): key, U+0001, value, U+0002, and so on. The final U+0002 is
 * always written: brokers append to the string.
 *
 * Keys and values must be free of the two separators, and values not empty: readers drop those. Nothing is checked here.
 */
export function encodeProperties(properties: Readonly<Record<string, string | undefined>>): string {
  let text = '';
  for (const key in properties) {
    const value = properties[key];
    if (value !== undefined) text += encodeProperty(key, value);
  }
  return text;
}

/** One entry of the string that {@link encodeProperties} makes. */
export function encodeProperty(key: string, value: string): string {
  return key + afterKey + value + afterValue;
}

/**
 * What stands before the value of each entry but the first. With these, an entry takes one string less to put together than with
 * {@link encodeProperty}; the text then ends with {@link propertiesEnd}.
 */
export function followingKey(key: string): string {
  return afterValue + key + afterKey;
}

export const propertiesEnd = afterValue;

/**
 * What properties are read into. Inherits nothing, as an object without a prototype would, which V8 keeps as a hash table:
 * reading eight properties into this one takes half the time.
 */
const Properties = function properties() {} as unknown as new () => Record<string, string>;
Properties.prototype = Object.create(null) as Record<string, string>;

/** Reads a properties string. Entries without key or value are dropped, of equal keys the last counts. Inherits nothing. */
export function decodeProperties(text: string): Record<string, string> {
  const properties = new Properties();
  const { length } = text;
  let start = 0;
  let keyEnd = -1;
  while (start < length) {
    const next = text.indexOf(afterValue, start);
    const end = next < 0 ? length : next;
    // Searched once only, however many entries without it come before it: the time stays linear.
    if (keyEnd < start) keyEnd = text.indexOf(afterKey, start);
    if (keyEnd < 0) break;
    if (keyEnd > start && keyEnd + 1 < end)
      properties[text.slice(start, keyEnd)] = text.slice(keyEnd + 1, end);
    start = end + 1;
  }
  return properties;
}

/** The value that {@link decodeProperties} would give for `key`, without decoding the others. */
export function findProperty(text: string, key: string): string | undefined {
  if (!isKey(key)) return undefined;
  let valueStart = -1;
  let valueEnd = -1;
  // Forward, although the last one counts: V8 searches backwards character by character.
  for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
    const start = at + key.length + 1;
    if (text[start - 1] !== afterKey || (at > 0 && text[at - 1] !== afterValue)) continue;
    const next = text.indexOf(afterValue, start);
    const end = next < 0 ? text.length : next;
    if (end === start) continue;
    valueStart = start;
    valueEnd = end;
  }
  return valueStart < 0 ? undefined : text.slice(valueStart, valueEnd);
}

function isKey(key: string): boolean {
  return key !== '' && !key.includes(afterKey) && !key.includes(afterValue);
}
