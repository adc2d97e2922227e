import { sendBatchDriver } from '../../fixtures/batch-drivers.js';
import { connectProducer, sendDriver } from '../../fixtures/producer-drivers.js';
import { startBroker } from '../../fixtures/start-broker.js';
import type { Benchmark } from '../../harness.js';

const size = 32;
const inFlight = 256;
const operations = 64 * inFlight;

/** Messages of 1 KiB in batches, and one by one, to a broker in another process and back. */
export const benchmark: Benchmark = {
  clock: 'cpu',
  processes: ['fixtures/fake-broker'],
  async measure(bench) {
    const port = await startBroker();
    const single = sendDriver(await connectProducer(port));
    const listed = sendBatchDriver(await connectProducer(port), size);
    const together = sendDriver(
      await connectProducer(port, { batching: { maxMessages: size, maxBytes: 1024 * 1024 } }),
      'rx-rocketmq, send with batching',
    );
    for (const subject of [listed, together])
      await bench.compare({
        name: `batches of ${size}, ${inFlight} messages in flight`,
        unit: 'messages',
        operations,
        expected: operations,
        subject: subject(inFlight, operations),
        peers: [{ ...single(inFlight, operations), atLeast: 1.1 }],
      });
  },
};
