import { Subject } from 'rxjs';
import type { LanguageCode } from '../../../src/protocol/language-code.js';
import type { Feature } from '../../../src/testing/broker/feature.js';
import { RequestServer } from '../../../src/testing/server/request-server.js';
import type { RequestTable } from '../../../src/testing/server/request-table.js';
import { MemoryNetwork } from '../../../src/transport/memory-network.js';
import { resolveTransportOptions } from '../../../src/transport/transport-options.js';
import type { VirtualClock } from '../../../src/testing/time/virtual-clock.js';
import { observe } from '../../remoting/toy-network.js';
import { createTestClient, type TestClient } from './create-test-client.js';

const endpoint = { host: 'broker', port: 10_911 };

/** Serves the requests of features over links in memory, as a broker does: everything in one fixed order. */
export function serveFeatures(clock: VirtualClock, ...features: readonly Feature[]) {
  const { runtime } = clock;
  const network = new MemoryNetwork(resolveTransportOptions(), runtime);
  const server = new RequestServer('broker', {
    listen: () => network.listen,
    protocol: {},
    runtime,
    exchanges: new Subject(),
  });
  server.serve({
    requests: Object.assign({}, ...features.map(({ requests }) => requests)) as RequestTable,
    guard: (request, peer) => {
      for (const feature of features) feature.guard?.(request, peer);
    },
    onPeerGone: (peer) => {
      for (const feature of features) feature.peerGone?.(peer);
    },
  });
  observe(server.listen(endpoint));

  const connect = (language?: LanguageCode): TestClient =>
    createTestClient({
      endpoint,
      connector: network.connector,
      runtime,
      settle: () => clock.flush(),
      ...(language !== undefined && { language }),
    });

  const stop = (): void => {
    for (const feature of features) feature.stop?.();
    observe(server.close());
    clock.flush();
  };
  return { connect, server, stop };
}
