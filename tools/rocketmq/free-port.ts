import { connect, createServer } from 'node:net';

/** From 32768 on Linux gives ports to outgoing connections; a server told to listen there sometimes cannot. */
const range = { from: 10_000, to: 32_000 };
const attempts = 500;

/** Ports a broker listens on, relative to its `listenPort`: itself, replication, and the "VIP" port. */
const brokerOffsets = [0, 1, -2];
/** Brokers this far apart never meet in each other's offsets. */
const spacing = 10;

/** Whether a server could listen there now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '0.0.0.0', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** The candidates in the order in which they are tried: all slots once, from a random one on. */
export function portCandidates(random: () => number = Math.random): readonly number[] {
  const slots = Math.floor((range.to - range.from) / spacing);
  const first = Math.floor(random() * slots);
  return Array.from(
    { length: Math.min(slots, attempts) },
    (_, index) => range.from + spacing * ((first + index) % slots) + spacing / 2,
  );
}

async function freePort(
  offsets: readonly number[],
  taken: ReadonlySet<number>,
  candidates: readonly number[],
  next = 0,
): Promise<number> {
  const port = candidates[next];
  if (port === undefined)
    throw new Error(`No free port among ${candidates.length} between ${range.from} and ${range.to}`);
  const free = taken.has(port)
    ? [false]
    : await Promise.all(offsets.map((offset) => isPortFree(port + offset)));
  return free.includes(false) ? freePort(offsets, taken, candidates, next + 1) : port;
}

/** A port for a name server. `taken` are ports promised to servers that do not listen yet. */
export function freeNameServerPort(
  taken: ReadonlySet<number>,
  candidates = portCandidates(),
): Promise<number> {
  return freePort([0], taken, candidates);
}

/** A `listenPort` for a broker, with the two ports it takes besides. */
export function freeBrokerPort(taken: ReadonlySet<number>, candidates = portCandidates()): Promise<number> {
  return freePort(brokerOffsets, taken, candidates);
}

/** Whether a server accepts connections on a port of this machine. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
