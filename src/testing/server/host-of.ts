import { isIP } from 'node:net';
import { formatEndpoint, parseEndpoint } from '../../transport/endpoint.js';

/** An address as records can hold it: `ip:port`. What has no IP, as the ends of memory links, becomes the loopback address. */
export function hostOf(address: string): string {
  const { host, port } = parseEndpoint(address);
  return isIP(host) === 0 ? `127.0.0.1:${port}` : formatEndpoint({ host, port });
}

/** The IP of an address that {@link hostOf} gave, IPv6 without brackets: as Java puts it into remarks. */
export function ipOf(address: string): string {
  return parseEndpoint(address).host;
}

/** The address as Java writes it into headers: IPv6 without brackets. */
export function javaHostOf(address: string): string {
  const { host, port } = parseEndpoint(address);
  return `${host}:${port}`;
}
