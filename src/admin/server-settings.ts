import { InvalidArgumentError } from '../errors/usage-error.js';

/** Settings of a server by their names in its configuration file. */
export type ServerSettings = Readonly<Record<string, string | number | boolean>>;

/**
 * A line break would begin another setting.
 *
 * @throws {InvalidArgumentError} naming the setting
 */
export function checkServerSettings(settings: ServerSettings): void {
  for (const [name, value] of Object.entries(settings)) {
    if (/[=:\s]/.test(name) || /[\r\n]/.test(String(value)))
      throw new InvalidArgumentError(`settings.${name.trim()}`, 'one line, with a name of one word');
  }
}
