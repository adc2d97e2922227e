import { InvalidArgumentError } from '../errors/usage-error.js';
import { boolean, type Check, maybe, required, resolveOptions } from '../internal/options.js';

/** What a user of brokers is to be. */
export interface UserSettings {
  /** The `secretKey` of its clients. */
  readonly password: string;
  /** May do everything. Only super users can make others. Default false. */
  readonly isSuper?: boolean;
  /** Its requests are served. Default true. */
  readonly isEnabled?: boolean;
}

type Resolved<T> = { readonly [Key in keyof T]-?: T[Key] | undefined };

/** Shows nothing of the value, whatever it is. */
const password: Check<string> = (value, path) => {
  if (typeof value !== 'string' || value.trim() === '')
    throw new InvalidArgumentError(path, 'a text that is not blank');
  return value;
};

const switches = { isSuper: maybe(boolean), isEnabled: maybe(boolean) };

/** @throws {InvalidArgumentError} naming the setting, without the password */
export function checkNewUser(settings: UserSettings): Resolved<UserSettings> & { readonly password: string } {
  return resolveOptions<Resolved<UserSettings> & { readonly password: string }>('settings', settings, {
    password: required(password),
    ...switches,
  });
}

/** @throws {InvalidArgumentError} naming the setting, without the password */
export function checkUserChange(settings: Partial<UserSettings>): Resolved<UserSettings> {
  return resolveOptions<Resolved<UserSettings>>('settings', settings, {
    password: maybe(password),
    ...switches,
  });
}

/** @throws {InvalidArgumentError} */
export function checkUsername(username: unknown): asserts username is string {
  if (typeof username !== 'string' || username.trim() === '')
    throw new InvalidArgumentError('username', 'a name that is not blank');
}
