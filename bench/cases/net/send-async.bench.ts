import {
  aliDriver,
  floorDriver,
  naiveDriver,
  ourAwaitingDriver,
  ourDriver,
} from '../../fixtures/send-drivers.js';
import { startBroker } from '../../fixtures/start-broker.js';
import type { Benchmark } from '../../harness.js';

const maxInFlight = 1024;

/** Messages of 1 KiB to a broker in another process and back, many at a time. */
export const benchmark: Benchmark = {
  clock: 'cpu',
  processes: ['fixtures/fake-broker'],
  async measure(bench) {
    const port = await startBroker();
    const [ours, awaited] = [ourDriver(port), ourAwaitingDriver(port)];
    const floor = await floorDriver(port, maxInFlight);
    const naive = await naiveDriver(port);
    const ali = await aliDriver(port);
    for (const inFlight of [16, 64, 256, maxInFlight]) {
      const operations = Math.max(512, 4 * inFlight);
      const isMain = inFlight === 256;
      await bench.compare({
        name: `${inFlight.toLocaleString('en')} in flight`,
        unit: 'messages',
        operations,
        expected: operations,
        subject: ours(inFlight, operations),
        peers: [
          // At most 4.5 times the processor time of the floor.
          { ...floor(inFlight, operations), ...(isMain ? { atLeast: 1 / 4.5 } : {}) },
          naive(inFlight, operations),
          { ...ali(inFlight, operations), ...(isMain ? { atLeast: 7 } : {}) },
          awaited(inFlight, operations),
          ...(inFlight === maxInFlight
            ? [{ ...ours(256, operations), name: 'the same, 256 in flight', atLeast: 0.8 }]
            : []),
        ],
      });
    }
  },
};
