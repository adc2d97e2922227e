import type { Observable, Subscription } from 'rxjs';
import sinon from 'sinon';
import { RemotingClient, type RemotingClientSettings } from '../../src/remoting/remoting-client.js';
import { RemotingServer, type RemotingServerSettings } from '../../src/remoting/remoting-server.js';
import type { RemotingPeer } from '../../src/remoting/remoting-peer.js';
import type { Logger } from '../../src/runtime/logger.js';
import type { Endpoint } from '../../src/transport/endpoint.js';
import { MemoryNetwork } from '../../src/transport/memory-network.js';
import { resolveTransportOptions, type TransportOptions } from '../../src/transport/transport-options.js';
import { makeClock } from '../support/make-clock.js';
import { type ToyMessage, toyProtocol, type ToyRequest } from './toy-protocol.js';

export type ToyClient = RemotingClient<ToyRequest, ToyMessage>;
export type ToyServer = RemotingServer<ToyRequest, ToyMessage>;
export type ToyPeer = RemotingPeer<ToyRequest, ToyMessage>;
type ClientSettings = Partial<RemotingClientSettings<ToyRequest, ToyMessage>>;
type ServerSettings = Partial<RemotingServerSettings<ToyRequest, ToyMessage>>;

export const endpoint: Endpoint = { host: 'server', port: 1000 };

/** What one subscriber hears. */
export function observe<T>(source: Observable<T>) {
  const observer = { next: sinon.spy(), error: sinon.spy(), complete: sinon.spy() };
  const subscription: Subscription = source.subscribe(observer);
  return {
    ...observer,
    subscription,
    get values(): T[] {
      return observer.next.args.map(([value]) => value as T);
    },
    get failure(): Error | undefined {
      return observer.error.firstCall?.firstArg as Error | undefined;
    },
  };
}

/** Clients and servers of the toy protocol on a network in memory, in virtual time. */
export function makeToyNetwork(transport: TransportOptions = {}, logger?: Logger) {
  const clock = makeClock(logger);
  const { runtime } = clock;
  const network = new MemoryNetwork(resolveTransportOptions(transport), runtime);

  const makeClient = (settings: ClientSettings = {}): ToyClient =>
    new RemotingClient({
      endpoint,
      protocol: toyProtocol,
      connector: network.connector,
      runtime,
      ...settings,
    });

  /** A server that listens, and what it was asked. Without `onRequest` it answers nothing by itself. */
  const makeServer = (settings: ServerSettings = {}) => {
    const asked: { message: ToyMessage; peer: ToyPeer }[] = [];
    const server: ToyServer = new RemotingServer({
      protocol: toyProtocol,
      runtime,
      ...settings,
      onRequest: (message, peer) => {
        asked.push({ message, peer });
        return settings.onRequest?.(message, peer);
      },
    });
    const bound = observe(server.listen(network.listen, endpoint));
    return { server, asked, bound };
  };

  return { clock, network, makeClient, makeServer };
}

/** Answers every call with its own text. */
export const echo = ({ kind, text }: ToyMessage): ToyRequest | undefined =>
  kind === 'call' ? { kind: 'reply', text } : undefined;

export const answer = (text: string): ToyRequest => ({ kind: 'reply', text });
