/** An IPv6 address and a port without brackets: more than one colon, the last of which begins the port. */
const bareIpv6 = /^(?<host>[^[\]]*:[^[\]]*):(?<port>\d+)$/;

/**
 * The address of a broker as an endpoint is written. Brokers announce IPv6 addresses without brackets (`fd00::1:10911`, recorded
 * from 5.3.3); what looks otherwise is left as it is.
 */
export function brokerAddress(announced: string): string {
  const groups = bareIpv6.exec(announced)?.groups;
  return groups === undefined ? announced : `[${groups['host']}]:${groups['port']}`;
}
