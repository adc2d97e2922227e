import { connect } from 'node:net';
import type { Runtime } from '../runtime/runtime.js';
import { dialSocket } from './dial-socket.js';
import type { Connector } from './link.js';
import type { ResolvedTransportOptions } from './transport-options.js';

/** Dials plain TCP. */
export function createTcpConnector(options: ResolvedTransportOptions, runtime: Runtime): Connector {
  return ({ host, port }, framer) =>
    dialSocket({
      endpoint: { host, port },
      framer,
      options,
      runtime,
      established: 'connect',
      reads: 'region',
      // Paused, because a socket with `onread` would otherwise read before anybody listens.
      open: (onread) => connect({ host, port, onread, allowHalfOpen: true }).pause(),
    });
}
