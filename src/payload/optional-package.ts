import { createRequire } from 'node:module';
import { UnsupportedError } from '../errors/usage-error.js';

/** Loads a package that the user may or may not have installed. Throws when it is not there. */
export type LoadPackage = (name: string) => unknown;

/** Looks from where this file is; synchronous in the ESM and in the CommonJS build. */
export const loadPackage: LoadPackage = (name) => createRequire(import.meta.url)(name);

/**
 * The package, or an error that says what to install.
 *
 * @throws {UnsupportedError}
 */
export function requirePackage(load: LoadPackage, name: string, feature: string): unknown {
  try {
    return load(name);
  } catch (error) {
    throw new UnsupportedError(feature, `install the optional package ${name}`, { cause: error });
  }
}
