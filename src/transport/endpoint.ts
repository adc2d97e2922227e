import { InvalidArgumentError } from '../errors/usage-error.js';

/** Where to dial or listen. `host` is a name, an IPv4 address, or an IPv6 address without brackets. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

const pattern = /^(?:\[(?<six>[^\]]+)\]|(?<host>[^:[\]\s]+)):(?<port>\d{1,5})$/;

/**
 * Reads `host:port`; an IPv6 address stands in brackets.
 *
 * @throws {InvalidArgumentError} for anything else, a port of 0 or above 65535 included
 */
export function parseEndpoint(text: string, path = 'endpoint'): Endpoint {
  const groups = pattern.exec(text.trim())?.groups;
  const host = groups?.['six'] ?? groups?.['host'];
  const port = Number(groups?.['port']);
  if (host === undefined || port < 1 || port > 65_535)
    throw new InvalidArgumentError(
      path,
      `an address such as "localhost:9876" or "[::1]:9876", not "${text}"`,
    );
  return { host, port };
}

/** `host:port`, with brackets around an IPv6 address: the inverse of {@link parseEndpoint}. */
export function formatEndpoint({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
