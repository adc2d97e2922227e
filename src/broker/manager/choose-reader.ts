import { masterId } from '../../naming/topic-route.js';

/**
 * Where to read what is stored under a broker name: at the broker that was suggested, else at the master, else at the slave with the
 * smallest id; in this order the first that is usable, and when none is, the first that there is. Pure.
 */
export function chooseReader(
  addresses: ReadonlyMap<number, string>,
  suggestedId: number,
  isUsable: (address: string) => boolean,
): string | undefined {
  const suggested = addresses.get(suggestedId);
  if (suggested !== undefined && isUsable(suggested)) return suggested;
  const master = addresses.get(masterId);
  if (master !== undefined && isUsable(master)) return master;
  let slave: string | undefined;
  let slaveId = Infinity;
  for (const [id, address] of addresses) {
    if (id >= slaveId || !isUsable(address)) continue;
    slaveId = id;
    slave = address;
  }
  return slave ?? suggested ?? master ?? addresses.values().next().value;
}
