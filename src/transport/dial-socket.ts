import type { OnReadOpts, Socket } from 'node:net';
import { Observable } from 'rxjs';
import { ConnectFailedError } from '../errors/transport-error.js';
import type { Runtime } from '../runtime/runtime.js';
import type { ChannelLink } from './channel-link.js';
import { type Endpoint, formatEndpoint } from './endpoint.js';
import { failureReason } from './failure-reason.js';
import type { Framer } from './framer.js';
import { Inbox } from './inbox.js';
import type { Link } from './link.js';
import { SocketChannel } from './socket-channel.js';
import { createSocketLink } from './socket-link.js';
import type { ResolvedTransportOptions } from './transport-options.js';

export interface DialSettings {
  readonly endpoint: Endpoint;
  readonly framer: Framer;
  readonly options: ResolvedTransportOptions;
  readonly runtime: Runtime;
  /** The event of the socket that says that it can be used. */
  readonly established: 'connect' | 'secureConnect';
  /** Whether `open` made use of `onread`. */
  readonly reads: 'chunks' | 'region';
  /** Begins to connect. */
  open(onread: OnReadOpts): Socket;
}

/** What `Connector` promises, over whatever socket `open` makes. */
export function dialSocket(settings: DialSettings): Observable<Link> {
  const { endpoint, framer, options, runtime, established, reads } = settings;
  const address = formatEndpoint(endpoint);
  return new Observable((subscriber) => {
    const inbox = new Inbox(framer, options);
    let channel: SocketChannel | undefined;
    let link: ChannelLink | undefined;
    let failure: Error | undefined;
    let connected = false;
    const socket = settings.open({
      buffer: () => inbox.writableRegion(),
      callback: (bytes) => {
        channel?.received(bytes);
        return true;
      },
    });
    socket
      .once('connect', () => {
        connected = true;
      })
      .once(established, () => {
        channel = new SocketChannel(socket, reads);
        const onReleased = (): void => subscriber.complete();
        link = createSocketLink({ address, socket, channel, inbox, options, runtime, onReleased });
        subscriber.next(link);
      })
      .on('error', (error) => {
        failure = error;
      })
      .once('close', () => {
        if (link !== undefined) return;
        const reason = failure === undefined ? 'the socket was closed' : failureReason(failure);
        const phase = connected ? ' in the TLS handshake' : '';
        subscriber.error(new ConnectFailedError(address, `${reason}${phase}`, { cause: failure }));
      });
    return () => {
      if (link === undefined) socket.destroy();
      else link.hangUp();
    };
  });
}
