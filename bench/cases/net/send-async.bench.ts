import {
  connectProducer,
  mergeMapDriver,
  sendAllDriver,
  sendAwaitingDriver,
  sendDriver,
  sendFromDriver,
} from '../../fixtures/producer-drivers.js';
import { aliDriver, floorDriver, naiveDriver, ourDriver } from '../../fixtures/send-drivers.js';
import { startBroker } from '../../fixtures/start-broker.js';
import type { Benchmark, Contestant } from '../../harness.js';

const maxInFlight = 1024;
const usual = 256;
const few = 10_000;
const many = 100_000;

/** The same work in `times` pieces, one after the other. */
const inTurn = (contestant: Contestant, times: number): Contestant => ({
  name: contestant.name,
  run: async () => {
    let successes = 0;
    for (let turn = 0; turn < times; turn++) successes += await contestant.run();
    return successes;
  },
});

/** Messages of 1 KiB to a broker in another process and back, many at a time. */
export const benchmark: Benchmark = {
  clock: 'cpu',
  processes: ['fixtures/fake-broker'],
  async measure(bench) {
    const port = await startBroker();
    const producer = await connectProducer(port);
    const send = sendDriver(producer);
    const sendAll = sendAllDriver(producer);
    const awaited = sendAwaitingDriver(producer);
    const invoke = ourDriver(port);
    const floor = await floorDriver(port, maxInFlight);
    const naive = await naiveDriver(port);
    const ali = await aliDriver(port);
    for (const inFlight of [16, 64, usual, maxInFlight]) {
      const operations = Math.max(512, 4 * inFlight);
      const isMain = inFlight === usual;
      await bench.compare({
        name: `${inFlight.toLocaleString('en')} in flight`,
        unit: 'messages',
        operations,
        expected: operations,
        subject: send(inFlight, operations),
        peers: [
          // At most 4.5 times the processor time of the floor.
          { ...floor(inFlight, operations), ...(isMain ? { atLeast: 1 / 4.5 } : {}) },
          naive(inFlight, operations),
          { ...ali(inFlight, operations), ...(isMain ? { atLeast: 7 } : {}) },
          awaited(inFlight, operations),
          invoke(inFlight, operations),
          ...(inFlight === maxInFlight
            ? [{ ...send(usual, operations), name: 'the same, 256 in flight', atLeast: 0.8 }]
            : []),
        ],
      });
    }
    const operations = 16 * usual;
    await bench.compare({
      name: `streams, ${usual} in flight`,
      unit: 'messages',
      operations,
      expected: operations,
      subject: sendAll(usual, operations),
      peers: [
        { ...mergeMapDriver(producer)(usual, operations), atLeast: 1.5 },
        sendFromDriver(producer)(usual, operations),
        send(usual, operations),
      ],
    });
    await bench.compare({
      name: `${many.toLocaleString('en')} messages at once`,
      unit: 'messages',
      operations: many,
      expected: many,
      subject: sendAll(usual, many),
      peers: [
        {
          ...inTurn(sendAll(usual, few), many / few),
          name: `the same, ${few.toLocaleString('en')}`,
          atLeast: 0.7,
        },
      ],
    });
  },
};
