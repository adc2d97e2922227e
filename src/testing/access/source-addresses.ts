import { BlockList, isIP } from 'node:net';

const familyOf = (ip: string): 'ipv4' | 'ipv6' => (isIP(ip) === 6 ? 'ipv6' : 'ipv4');

/** An address and how many bits of it count; undefined for what is no address and no network. */
function parse(text: string): { readonly ip: string; readonly bits: number } | undefined {
  const [ip = '', suffix, ...rest] = text.split('/');
  const version = isIP(ip);
  const most = version === 6 ? 128 : 32;
  if (version === 0 || rest.length > 0) return undefined;
  if (suffix === undefined) return { ip, bits: most };
  const bits = Number(suffix);
  return /^\d+$/.test(suffix) && bits <= most ? { ip, bits } : undefined;
}

/** Whether a text is an address, or a network such as `10.0.0.0/8`. */
export function isSourceAddress(text: string): boolean {
  return parse(text) !== undefined;
}

/** Whether an address is one of those, or in one of those networks. */
export function isAmong(texts: readonly string[], ip: string): boolean {
  const list = new BlockList();
  for (const network of texts.map(parse)) {
    if (network !== undefined) list.addSubnet(network.ip, network.bits, familyOf(network.ip));
  }
  return list.check(ip, familyOf(ip));
}
