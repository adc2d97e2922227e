const masked = '***';
const inspect = Symbol.for('nodejs.util.inspect.custom');

/** A copy whose named fields can be read, but are masked in JSON and in `console.log`. */
export function guardSecrets<T extends object>(value: T, secrets: readonly (keyof T & string)[]): T {
  const copy = { ...value };
  const show = (): T =>
    Object.fromEntries(
      Object.entries(copy).map(([key, field]) => [
        key,
        (secrets as readonly string[]).includes(key) && field !== undefined ? masked : (field as unknown),
      ]),
    ) as T;
  // Not enumerable: whoever copies or checks the fields does not meet them.
  Object.defineProperty(copy, 'toJSON', { value: show });
  Object.defineProperty(copy, inspect, { value: show });
  return copy;
}
