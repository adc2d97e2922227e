import {
  catchError,
  concatMap,
  defer,
  finalize,
  from,
  map,
  type Observable,
  Subject,
  switchMap,
  throwError,
  toArray,
} from 'rxjs';
import { Single } from '../internal/single.js';
import type { Connector } from '../transport/link.js';
import { MemoryNetwork } from '../transport/memory-network.js';
import { createTcpListener } from '../transport/tcp-listener.js';
import { createTlsListener } from '../transport/tls-listener.js';
import type { Listen } from '../transport/listener.js';
import type { BrokerOptions } from './broker-options.js';
import { BrokerGroup } from './cluster/broker-group.js';
import { EmbeddedBroker } from './cluster/embedded-broker.js';
import { FaultRegistry } from './faults/fault-registry.js';
import { Faults } from './faults/faults.js';
import { withFaults } from './faults/with-faults.js';
import { createNameServerRequests } from './naming/create-name-server-requests.js';
import { RouteRegistry } from './naming/route-registry.js';
import { type ResolvedBrokerOptions, resolveBrokerOptions } from './resolve-broker-options.js';
import type { Exchange } from './server/exchange.js';
import { ServerNode } from './server/server-node.js';
import { serverVersion } from './server/server-version.js';

/**
 * Starts a name server and a broker in this process: RocketMQ without a JVM, for tests and demos.
 *
 * ```ts
 * await using broker = await startBroker({ topics: { orders: { queues: 4 } } });
 * await using mq = createClient({ nameServers: broker.nameServers });
 * ```
 *
 * Cold: each subscription, or the first `await`, starts one. Emits it when clients can reach it; whoever gets it has to stop
 * it. Errs with {@link InvalidArgumentError} for an option that is not allowed, with {@link ListenFailedError} when a port
 * cannot be had; nothing is left then. Unsubscribing before it is there stops what has been started.
 */
export function startBroker(options: BrokerOptions = {}): Single<EmbeddedBroker> {
  const started$ = defer(() => start(resolveBrokerOptions(options)));
  return new Single((subscriber) => started$.subscribe(subscriber));
}

function start(options: ResolvedBrokerOptions): Observable<EmbeddedBroker> {
  const { host, port, brokerPort, runtime, seed, serialize } = options;
  const { listen, connector } = networkOf(options);
  const exchanges = new Subject<Exchange>();
  const protocol = { serialize, version: serverVersion };
  const faults = new FaultRegistry({ runtime, seed, protocol });
  const setting = {
    runtime,
    listen: (server: string) => withFaults(listen, faults, server),
    protocol,
    exchanges,
  };
  const registry = new RouteRegistry();
  const nameServers = Array.from(
    { length: options.nameServers },
    (_, index) =>
      new ServerNode(`name-server-${index + 1}`, setting, { host, port: index === 0 ? port : 0 }, () => ({
        requests: createNameServerRequests(registry),
      })),
  );
  const groups = Array.from(
    { length: options.brokers },
    (_, index) =>
      new BrokerGroup(brokerName(index), index === 0 ? brokerPort : 0, options, setting, registry),
  );
  const broker = new EmbeddedBroker({
    nameServers,
    groups,
    exchanges,
    faults: new Faults(faults),
    connector,
    runtime,
  });
  let isStarted = false;
  return from([...nameServers, ...broker.brokers]).pipe(
    concatMap((server) => server.start()),
    toArray(),
    map(() => {
      isStarted = true;
      return broker;
    }),
    // What has been started already must not stay behind.
    catchError((error: unknown) => broker.stop().pipe(switchMap(() => throwError(() => error)))),
    finalize(() => {
      if (!isStarted) void broker.stop();
    }),
  );
}

/** How the servers listen, and how clients dial them if not over TCP. */
function networkOf({ network, tls, transport, runtime }: ResolvedBrokerOptions): {
  readonly listen: Listen;
  readonly connector?: Connector;
} {
  if (network === 'tcp')
    return {
      listen:
        tls === undefined
          ? createTcpListener(transport, runtime)
          : createTlsListener(tls, transport, runtime),
    };
  return network === 'memory' ? new MemoryNetwork(transport, runtime) : network;
}

const firstLetter = 'a'.charCodeAt(0);
const letters = 26;

/** `a` to `z`, then `aa`, `ab` and so on. */
const inLetters = (index: number): string =>
  (index < letters ? '' : inLetters(Math.floor(index / letters) - 1)) +
  String.fromCharCode(firstLetter + (index % letters));

const brokerName = (index: number): string => `broker-${inLetters(index)}`;
