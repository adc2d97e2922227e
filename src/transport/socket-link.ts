import type { Socket } from 'node:net';
import type { Runtime } from '../runtime/runtime.js';
import { ChannelLink } from './channel-link.js';
import { formatEndpoint } from './endpoint.js';
import type { Inbox } from './inbox.js';
import type { SocketChannel } from './socket-channel.js';
import type { ResolvedTransportOptions } from './transport-options.js';

export interface SocketLinkSettings {
  readonly address: string;
  readonly socket: Socket;
  readonly channel: SocketChannel;
  readonly inbox: Inbox;
  readonly options: ResolvedTransportOptions;
  readonly runtime: Runtime;
  readonly onReleased: () => void;
}

/** The link over an established socket, dialled or accepted. */
export function createSocketLink(settings: SocketLinkSettings): ChannelLink {
  const { socket, options } = settings;
  socket.setNoDelay(options.noDelay);
  if (options.keepAliveMs > 0) socket.setKeepAlive(true, options.keepAliveMs);
  return new ChannelLink({ ...settings, localAddress: endName(socket.localAddress, socket.localPort) });
}

/** `host:port` of one end of a socket. A socket that accepts both families shows IPv4 peers as `::ffff:a.b.c.d`. */
export function endName(host = '', port = 0): string {
  return formatEndpoint({ host: host.replace(/^::ffff:(?=\d+\.)/, ''), port });
}
