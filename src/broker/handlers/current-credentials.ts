import { isObservable, type Observable, of } from 'rxjs';
import { InvalidArgumentError } from '../../errors/usage-error.js';
import { Latest } from '../../internal/latest.js';
import { maybe, required, resolveOptions, text } from '../../internal/options.js';
import type { Logger } from '../../runtime/logger.js';
import type { Credentials } from './credentials.js';

/** @throws {InvalidArgumentError} naming what is missing, never a value */
export function checkCredentials(value: unknown, path: string): Credentials {
  return resolveOptions<Credentials>(path, value, {
    accessKey: required(text),
    secretKey: required(text),
    securityToken: maybe(text),
  });
}

/** The credentials of the moment. What a stream of them has to complain of is logged; the last ones stay. */
export class CurrentCredentials {
  readonly #latest: Latest<Credentials>;

  constructor(credentials: Credentials | Observable<Credentials>, logger: Logger) {
    this.#latest = new Latest(
      isObservable(credentials) ? credentials : of(credentials),
      (value) => checkCredentials(value, 'credentials'),
      (error) => logger.error('New credentials cannot be had', { reason: String(error) }),
    );
  }

  /** @throws {InvalidArgumentError} when the stream has emitted none yet */
  get(): Credentials {
    const { value } = this.#latest;
    if (value === undefined)
      throw new InvalidArgumentError(
        'options.credentials',
        'a stream that has emitted credentials before the first request',
      );
    return value;
  }

  close(): void {
    this.#latest.close();
  }
}
