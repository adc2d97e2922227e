import { InvalidArgumentError } from '../errors/usage-error.js';

/** Of our own names; of a stranger's, in a message, no more is repeated. */
export const maxNameChars = 64;

const pattern = /^[\w.+/-]+$/;

/**
 * Checks the name of a codec or compression algorithm, which messages carry in a property.
 *
 * @throws {InvalidArgumentError}
 */
export function checkPayloadName(name: unknown, path: string): asserts name is string {
  if (typeof name !== 'string' || name.length > maxNameChars || !pattern.test(name))
    throw new InvalidArgumentError(
      path,
      `1 to ${maxNameChars} characters of a-z, A-Z, 0-9, "_", ".", "+", "/" and "-"`,
    );
}
