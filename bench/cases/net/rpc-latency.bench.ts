import { strict as assert } from 'node:assert';
import { firstValueFrom } from 'rxjs';
import { aliDriver, connectOurs, floorDriver, ourDriver } from '../../fixtures/send-drivers.js';
import { createSendRequest } from '../../fixtures/send-request.js';
import { startBroker } from '../../fixtures/start-broker.js';
import type { Benchmark } from '../../harness.js';

const operations = 256;

/** One message of 1 KiB after the other to a broker in another process and back: what a wake-up costs, mostly. */
export const benchmark: Benchmark = {
  processes: ['fixtures/fake-broker'],
  async measure(bench) {
    const port = await startBroker();
    const floor = await floorDriver(port, 1);
    const ali = await aliDriver(port);
    await bench.compare({
      name: '1 in flight',
      unit: 'round trips',
      operations,
      expected: operations,
      subject: ourDriver(port)(1, operations),
      peers: [
        { ...floor(1, operations), atLeast: 0.8 },
        { ...ali(1, operations), atLeast: 1.1 },
      ],
    });

    const client = connectOurs(port);
    const micros: number[] = [];
    const samples = bench.effort.rounds * 1000;
    for (let i = 0; i < samples; i++) {
      const start = process.hrtime.bigint();
      const { code } = await firstValueFrom(client.invoke(createSendRequest()));
      micros.push(Number(process.hrtime.bigint() - start) / 1000);
      assert.equal(code, 0);
    }
    micros.sort((a, b) => a - b);
    for (const percent of [50, 99])
      bench.figure({
        name: `p${percent} of a round trip`,
        value: micros[Math.floor((samples * percent) / 100)]!,
        unit: 'us',
      });
  },
};
