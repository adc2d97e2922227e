import type { Observer } from 'rxjs';
import { observe } from '../../remoting/toy-network.js';
import { EmptyHeader } from '../../../src/protocol/headers/empty-header.js';
import {
  createOneway,
  createRequest,
  createResponse,
  type RemotingCommand,
} from '../../../src/protocol/remoting-command.js';
import { ResponseCode } from '../../../src/protocol/response-code.js';
import {
  createRocketMQProtocol,
  type RocketMQProtocolOptions,
} from '../../../src/protocol/rocketmq-protocol.js';
import { RemotingClient } from '../../../src/remoting/remoting-client.js';
import { RemotingServer } from '../../../src/remoting/remoting-server.js';
import type { RemotingPeer } from '../../../src/remoting/remoting-peer.js';
import type { RequestHandlers } from '../../../src/remoting/responder.js';
import { FaultRegistry } from '../../../src/testing/faults/fault-registry.js';
import { Faults } from '../../../src/testing/faults/faults.js';
import { withFaults } from '../../../src/testing/faults/with-faults.js';
import { createVirtualClock } from '../../../src/testing/time/create-virtual-clock.js';
import type { Endpoint } from '../../../src/transport/endpoint.js';
import { MemoryNetwork } from '../../../src/transport/memory-network.js';
import { resolveTransportOptions, type TransportOptions } from '../../../src/transport/transport-options.js';

export const brokerA: Endpoint = { host: 'broker', port: 10_911 };
export const brokerB: Endpoint = { host: 'broker', port: 10_921 };

export type Client = RemotingClient<RemotingCommand, RemotingCommand>;
export type Peer = RemotingPeer<RemotingCommand, RemotingCommand>;

/** A request that says who it is in its body. */
export const request = (code: number, text = ''): RemotingCommand =>
  createRequest(code, EmptyHeader, {}, Buffer.from(text));

export const oneway = (code: number, text = ''): RemotingCommand =>
  createOneway(code, EmptyHeader, {}, Buffer.from(text));

export const textOf = ({ body }: RemotingCommand): string => body?.toString() ?? '';

/** The answer that holds the body of its request, behind `echo:`. */
export const echo = (asked: RemotingCommand): RemotingCommand | undefined =>
  asked.isOneway
    ? undefined
    : createResponse(ResponseCode.SUCCESS, { body: Buffer.from(`echo:${textOf(asked)}`) });

/** A request and what becomes of it. */
class Question implements Observer<RemotingCommand> {
  answer: RemotingCommand | undefined;
  failure: Error | undefined;

  get outcome(): string {
    if (this.answer !== undefined) return `${this.answer.code} ${textOf(this.answer)}`;
    return this.failure?.constructor.name ?? 'pending';
  }

  readonly next = (answer: RemotingCommand): void => void (this.answer = answer);
  readonly error = (failure: Error): void => void (this.failure = failure);
  readonly complete = (): void => undefined;
}

interface NetworkSettings {
  readonly seed?: number;
  readonly transport?: TransportOptions;
  readonly protocol?: RocketMQProtocolOptions;
  readonly maxHeldBytes?: number;
  readonly onRequest?: RequestHandlers<RemotingCommand, RemotingCommand>['onRequest'];
}

/** Servers on which faults strike, and clients, in memory and in virtual time; the servers echo unless told otherwise. */
export function makeFaultyNetwork({
  seed = 7,
  transport = {},
  protocol: written = {},
  maxHeldBytes = 1 << 24,
  onRequest = echo,
}: NetworkSettings = {}) {
  const clock = createVirtualClock({ seed });
  const { runtime } = clock;
  const protocol = createRocketMQProtocol();
  const network = new MemoryNetwork(resolveTransportOptions(transport), runtime);
  const registry = new FaultRegistry({ runtime, seed, maxHeldBytes, protocol: written });
  const faults = new Faults(registry);
  /** What reached a server, in order. */
  const served: string[] = [];

  const makeServer = (name: string, endpoint: Endpoint) => {
    const server = new RemotingServer<RemotingCommand, RemotingCommand>({
      protocol,
      runtime,
      onRequest: (message, peer) => {
        served.push(textOf(message));
        return onRequest(message, peer);
      },
    });
    observe(server.listen(withFaults(network.listen, registry, name), endpoint));
    return server;
  };

  const server = makeServer('broker-a', brokerA);

  const makeClient = (endpoint = brokerA, clientProtocol = protocol): Client =>
    new RemotingClient({ endpoint, protocol: clientProtocol, connector: network.connector, runtime });

  /** Asks, and tells what comes of it. */
  const ask = (client: Client, code: number, text = '', timeoutMs = 3000) => {
    const asked = new Question();
    client.invoke(request(code, text), { timeoutMs }).subscribe(asked);
    clock.tick();
    return asked;
  };

  const tell = (client: Client, code: number, text = ''): void => {
    client.invokeOneway(oneway(code, text)).subscribe();
    clock.tick();
  };

  return { clock, network, registry, faults, served, server, makeServer, makeClient, ask, tell };
}

export type FaultyNetwork = ReturnType<typeof makeFaultyNetwork>;
