import { InvalidArgumentError } from '../../errors/usage-error.js';

/** A host as stored records and message ids hold it: an IP of 4 or 16 bytes, and a port of 4 bytes. */
const portBytes = 4;
const ipv4Bytes = 4;
const ipv6Bytes = 16;
const groupBytes = 2;
const longestIpv4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const pattern = /^(?:\[(?<six>[\da-fA-F:.]+)\]|(?<four>[\d.]+)):(?<port>\d{1,10})$/;

/** What {@link formatHost} reads for an IP of the given family. */
export function hostBytes(isIpv6: boolean): number {
  return (isIpv6 ? ipv6Bytes : ipv4Bytes) + portBytes;
}

/** `10.0.0.9:50000` or `[fd00::9]:50000`, of the host in `bytes[start, end)`. */
export function formatHost(bytes: Buffer, start: number, end: number): string {
  const ipEnd = end - portBytes;
  const port = bytes.readInt32BE(ipEnd);
  const isIpv4 = ipEnd - start === ipv4Bytes;
  return isIpv4
    ? `${bytes.subarray(start, ipEnd).join('.')}:${port}`
    : `[${formatIpv6(bytes, start)}]:${port}`;
}

/** As RFC 5952 wants it: lower case, no leading zeros, the longest run of zero groups (of two and more) as `::`. */
function formatIpv6(bytes: Buffer, start: number): string {
  const groups: string[] = [];
  for (let i = 0; i < ipv6Bytes; i += groupBytes) groups.push(bytes.readUInt16BE(start + i).toString(16));
  const text = groups.join(':');
  const runs = text.match(/\b0(?::0)+\b/g) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return text;
  const at = text.search(new RegExp(`\\b${longest}\\b`));
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}

/**
 * The inverse of {@link formatHost}.
 *
 * @throws {InvalidArgumentError} when `text` is not an IP address (IPv6 in brackets), a colon and a port
 */
export function parseHost(text: string, path: string): Buffer {
  const groups = pattern.exec(text)?.groups;
  const four = groups?.['four'];
  const ip = four === undefined ? parseIpv6(groups?.['six'] ?? '') : parseIpv4(four);
  const port = Number(groups?.['port']);
  if (ip === undefined || !(port <= 0x7fff_ffff))
    throw new InvalidArgumentError(
      path,
      'an IP address and a port, such as "10.0.0.1:10911" or "[fd00::1]:10911"',
    );
  const host = Buffer.alloc(ip.length + portBytes);
  host.set(ip);
  host.writeInt32BE(port, ip.length);
  return host;
}

function parseIpv4(text: string): number[] | undefined {
  const bytes = longestIpv4.exec(text)?.slice(1).map(Number);
  return bytes === undefined || bytes.some((byte) => byte > 0xff) ? undefined : bytes;
}

function parseIpv6(text: string): number[] | undefined {
  const [head = '', tail, more] = text.split('::');
  const front = parseGroups(head);
  const back = parseGroups(tail ?? '');
  if (more !== undefined || front === undefined || back === undefined) return undefined;
  const missing = ipv6Bytes - front.length - back.length;
  if (tail === undefined ? missing !== 0 : missing < groupBytes) return undefined;
  return [...front, ...Array.from({ length: missing }, () => 0), ...back];
}

function parseGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  for (const group of text.split(':')) {
    if (!/^[\da-fA-F]{1,4}$/.test(group)) return undefined;
    const value = parseInt(group, 16);
    bytes.push(value >> 8, value & 0xff);
  }
  return bytes;
}
