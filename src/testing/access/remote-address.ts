/**
 * Whether an IP is one of those that a `whiteRemoteAddress` means: nobody without one; `*` is everybody; numbers, ranges
 * (`1-20`) and `*` for each part of an address; several addresses with commas between.
 *
 * @see apache/rocketmq 4.9.7 `acl/…/plain/RemoteAddressStrategyFactory`, without its braces
 */
export function createAddressFilter(addresses: string | undefined): (ip: string) => boolean {
  const patterns = (addresses ?? '').split(',').flatMap((address) => address.trim() || []);
  return (ip) => patterns.some((pattern) => pattern === '*' || matches(pattern, ip));
}

function matches(pattern: string, ip: string): boolean {
  const separator = ip.includes(':') ? ':' : '.';
  const parts = ip.split(separator);
  const wanted = pattern.split(separator);
  return (
    wanted.length === parts.length && wanted.every((want, index) => isPart(want, parts[index] as string))
  );
}

function isPart(want: string, part: string): boolean {
  const [low, high] = want.split('-');
  if (high === undefined) return want === '*' || want === part;
  return Number(part) >= Number(low) && Number(part) <= Number(high);
}
