import { formatEndpoint, parseEndpoint } from '../transport/endpoint.js';

/** The second port of a broker, for the same protocol: its first one minus 2. Java `MixAll#brokerVIPChannel`. */
export function vipAddress(address: string): string {
  const { host, port } = parseEndpoint(address);
  return formatEndpoint({ host, port: port - 2 });
}
