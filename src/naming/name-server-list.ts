import { isObservable, type Observable, of } from 'rxjs';
import { InvalidArgumentError } from '../errors/usage-error.js';
import type { HandlerResult } from '../internal/handler-result.js';
import { Latest } from '../internal/latest.js';
import type { Runtime } from '../runtime/runtime.js';
import { formatEndpoint, parseEndpoint } from '../transport/endpoint.js';
import { nameServersFromFunction } from './name-servers-from-function.js';

/** `'host:9876'`, several joined by `;`, or a list. */
export type NameServerAddresses = string | readonly string[];

/**
 * Addresses of name servers, a stream that may change them at any time, or a function that is asked for them: at the start, then every
 * two minutes, and 5 s after it has thrown. What it gives is waited for, if it is a thenable, an Observable or an async iterable.
 */
export type NameServerSource =
  NameServerAddresses | Observable<NameServerAddresses> | (() => HandlerResult<NameServerAddresses>);

/** @throws {InvalidArgumentError} when there is no address, or one that is none */
export function checkNameServers(value: unknown, path: string): readonly string[] {
  const list = typeof value === 'string' ? value.split(';').filter((part) => part.trim() !== '') : value;
  if (!Array.isArray(list) || list.length === 0)
    throw new InvalidArgumentError(path, 'at least one address such as "localhost:9876"');
  const checked = list.map((address, index) => {
    if (typeof address !== 'string') throw new InvalidArgumentError(`${path}[${index}]`, 'a text');
    return formatEndpoint(parseEndpoint(address, `${path}[${index}]`));
  });
  return Object.freeze(checked);
}

/** The name servers of the moment. What a stream or function has to complain of is logged; the last ones stay. */
export class NameServerList {
  readonly #latest: Latest<readonly string[]>;

  constructor(source: NameServerSource, runtime: Pick<Runtime, 'logger' | 'scheduler'>) {
    const onTrouble = (error: unknown): void =>
      runtime.logger.error('A new list of name servers cannot be had', { reason: String(error) });
    const source$ =
      typeof source === 'function' ? nameServersFromFunction(source, runtime, onTrouble) : streamOf(source);
    this.#latest = new Latest(source$, (value) => checkNameServers(value, 'nameServers'), onTrouble);
  }

  /** Empty before a stream has emitted. */
  get addresses(): readonly string[] {
    return this.#latest.value ?? [];
  }

  /** Cold: emits the addresses, at once or when a stream emits the first, and completes. */
  get first$(): Observable<readonly string[]> {
    return this.#latest.first$;
  }

  close(): void {
    this.#latest.close();
  }
}

const streamOf = (source: NameServerAddresses | Observable<NameServerAddresses>): Observable<unknown> =>
  isObservable(source) ? source : of(source);
