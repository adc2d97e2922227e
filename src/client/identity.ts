import { networkInterfaces } from 'node:os';
import type { Runtime } from '../runtime/runtime.js';

const loopback = '127.0.0.1';

/** The first IPv4 address of this machine that others could know it by; the loopback address when there is none. */
export function localAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? loopback;
}

/**
 * `ip@pid#random`, and `@unitName` where there is one: unique per client, also where containers share a process id and an address. Two clients with one id would share
 * the queues of one member, and leave the others to nobody (behaviour.md section 12, 3).
 */
export function createClientId(runtime: Runtime, unitName?: string, address = localAddress()): string {
  const suffix = Math.floor(runtime.random() * 2 ** 48).toString(36);
  const unit = unitName === undefined ? '' : `@${unitName}`;
  return `${address}@${process.pid}#${suffix}${unit}`;
}
