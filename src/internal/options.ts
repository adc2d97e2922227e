import { InvalidArgumentError } from '../errors/usage-error.js';
import { nearestName } from './nearest-name.js';

/** Checks one value and gives it its type; throws {@link InvalidArgumentError} naming `path`. */
export type Check<T> = (value: unknown, path: string) => T;

interface OptionSpec<T> {
  readonly check: Check<T>;
  readonly fallback: { readonly value: T } | undefined;
}

/** For each option its check and its default. */
export type OptionShape<T> = { readonly [Key in keyof T]-?: OptionSpec<T[Key]> };

/** An option that may be left out. `undefined` means the default. */
export const option = <T>(check: Check<T>, value: T): OptionSpec<T> => ({ check, fallback: { value } });

/** An option that must be given. */
export const required = <T>(check: Check<T>): OptionSpec<T> => ({ check, fallback: undefined });

/** An option that may stay undefined. */
export const maybe = <T>(check: Check<T>): OptionSpec<T | undefined> => ({
  check,
  fallback: { value: undefined },
});

/** Timers of Node and RxJS fire at once when they are given more. About 24.8 days. */
export const maxTimerMs = 2 ** 31 - 1;

/** `expected, not value` for values that are safe and short enough to be shown. */
const but = (expected: string, value: unknown): string =>
  typeof value === 'number' || typeof value === 'boolean' ? `${expected}, not ${value}` : expected;

/** An integer between both limits, in the given unit. */
export const integer =
  (min: number, max: number = Number.MAX_SAFE_INTEGER): Check<number> =>
  (value, path) => {
    if (!Number.isSafeInteger(value) || (value as number) < min || (value as number) > max) {
      const range =
        max === Number.MAX_SAFE_INTEGER
          ? `an integer of at least ${min}`
          : `an integer from ${min} to ${max}`;
      throw new InvalidArgumentError(path, but(range, value));
    }
    return value as number;
  };

/** Whole milliseconds of at least `min` that a timer can wait. */
export const milliseconds = (min: number): Check<number> => integer(min, maxTimerMs);

/** A finite number of at least `min`. */
export const number =
  (min: number): Check<number> =>
  (value, path) => {
    if (typeof value !== 'number' || !Number.isFinite(value) || value < min)
      throw new InvalidArgumentError(path, but(`a number of at least ${min}`, value));
    return value;
  };

export const boolean: Check<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw new InvalidArgumentError(path, but('true or false', value));
  return value;
};

export const text: Check<string> = (value, path) => {
  if (typeof value !== 'string' || value === '')
    throw new InvalidArgumentError(path, but('a text that is not empty', value));
  return value;
};

export const oneOf =
  <const T extends string>(...values: readonly T[]): Check<T> =>
  (value, path) => {
    if (!values.includes(value as T))
      throw new InvalidArgumentError(path, `one of ${values.map((one) => `"${one}"`).join(', ')}`);
    return value as T;
  };

/** Any function: its signature is the compiler's business. */
export const callable =
  <T>(): Check<T> =>
  (value, path) => {
    if (typeof value !== 'function') throw new InvalidArgumentError(path, but('a function', value));
    return value as T;
  };

/**
 * Options with defaults filled in, checked and frozen. Unknown keys are refused by name, with the nearest known one.
 *
 * @throws {InvalidArgumentError}
 */
export function resolveOptions<T extends object>(
  path: string,
  given: unknown,
  shape: OptionShape<T>,
): Readonly<T> {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new InvalidArgumentError(path, but('an object', given));
  const values = given as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(values)) {
    if (!Object.hasOwn(shape, key))
      throw new InvalidArgumentError(
        `${path}.${key}`,
        `left out: there is no such option, the nearest is "${nearestName(key, Object.keys(shape))}"`,
      );
  }
  const resolved: Partial<T> = {};
  for (const key of Object.keys(shape) as (keyof T & string)[]) {
    const { check, fallback } = shape[key];
    const value = values[key];
    if (value === undefined && fallback !== undefined) resolved[key] = fallback.value;
    else resolved[key] = check(value, `${path}.${key}`);
  }
  return Object.freeze(resolved as T);
}
