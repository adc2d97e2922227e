import { createServer } from 'node:net';
import type { Runtime } from '../runtime/runtime.js';
import { listenSocket } from './listen-socket.js';
import type { Listen } from './listener.js';
import type { ResolvedTransportOptions } from './transport-options.js';

/** Listens for TCP connections. */
export function createTcpListener(options: ResolvedTransportOptions, runtime: Runtime): Listen {
  return (endpoint, framer, onLink) =>
    listenSocket({
      endpoint,
      framer,
      onLink,
      options,
      runtime,
      established: 'connection',
      createServer: () => createServer({ allowHalfOpen: true }),
    });
}
