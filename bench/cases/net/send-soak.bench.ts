import { setTimeout } from 'node:timers/promises';
import { connectProducer, sendEndlessly } from '../../fixtures/producer-drivers.js';
import { startBroker } from '../../fixtures/start-broker.js';
import type { Benchmark } from '../../harness.js';

const maxInFlight = 256;
/** The first one is the warm-up. */
const parts = 6;
/** A minute at the usual effort, a fifth of it with `--quick`. */
const partMsOf = (slotMs: number): number => 50 * slotMs;

/** What is alive, and what the process has of the system, while sends go on. */
function memory(): { readonly usedMiB: number; readonly residentMiB: number } {
  globalThis.gc?.();
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
  const mebibyte = 1024 * 1024;
  return { usedMiB: (heapUsed + external + arrayBuffers) / mebibyte, residentMiB: rss / mebibyte };
}

/** A producer at full speed for a minute: does it go on as it began? */
export const benchmark: Benchmark = {
  processes: ['fixtures/fake-broker'],
  async measure(bench) {
    const producer = await connectProducer(await startBroker());
    const stream = sendEndlessly(producer, maxInFlight);
    const measured: ReturnType<typeof memory>[] = [];
    const cpuUs: number[] = [];
    for (let part = 0; part < parts; part++) {
      const [start, sentBefore] = [process.cpuUsage(), stream.sent];
      await setTimeout(partMsOf(bench.effort.slotMs));
      const { user, system } = process.cpuUsage(start);
      cpuUs.push((user + system) / (stream.sent - sentBefore));
      measured.push(memory());
    }
    stream.stop();
    const [first, last] = [measured[0]!, measured.at(-1)!];
    const seconds = (parts * partMsOf(bench.effort.slotMs)) / 1000;
    const when = `after ${seconds} s at full speed`;
    bench.figure({ name: `failed sends ${when}`, value: stream.failed, unit: 'messages', atMost: 0 });
    bench.figure({
      name: `memory in use ${when}`,
      value: last.usedMiB - first.usedMiB,
      unit: 'MiB more',
      atMost: 4,
    });
    bench.figure({
      name: `memory of the process ${when}`,
      value: last.residentMiB - first.residentMiB,
      unit: 'MiB more',
      atMost: 32,
    });
    bench.figure({
      name: `processor time of a message ${when}`,
      value: cpuUs.at(-1)!,
      unit: 'us',
      peer: { name: 'after the warm-up', value: cpuUs[1]! },
      atMost: 1.4,
    });
  },
};
