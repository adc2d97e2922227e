/** Settings of a server; values are written as they print. */
export type Properties = Readonly<Record<string, string | number | boolean>>;

/** The text of a `.properties` file, in the order of the keys. */
export function toPropertiesText(properties: Properties): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${String(value).replaceAll('\\', '\\\\')}\n`)
    .join('');
}
