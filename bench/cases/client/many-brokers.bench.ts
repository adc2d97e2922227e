import { setTimeout } from 'node:timers/promises';
import { filter, firstValueFrom } from 'rxjs';
import { type Client, createClient } from '../../../src/index.js';
import { startClusters } from '../../fixtures/start-clusters.js';
import type { Benchmark } from '../../harness.js';

const brokers = 200;
const heartbeatIntervalMs = 1000;

interface Memory {
  readonly heapBytes: number;
  readonly bufferBytes: number;
}

/** What one client has cost so far. */
interface Cost {
  readonly known: Memory;
  readonly connected: Memory;
  readonly discoveryMs: number;
  readonly greetingMs: number;
  /** Processor time of a second in which every broker gets one heartbeat. */
  readonly beatMs: number;
}

/** What each broker of a large cluster costs a client. The brokers are in another process, over TCP. */
export const benchmark: Benchmark = {
  processes: ['fixtures/many-brokers'],
  notes: [
    'client/many-brokers: the difference between a client of 200 embedded brokers and a client of one, by the number of brokers more. Buffers are one of `receiveBufferBytes` and two of `outboxSlabBytes` (256 and 128 KiB by default): with many brokers and little traffic for each, less will do.',
  ],
  async measure(bench) {
    const [one, many] = await startClusters();
    // The first of each pays for what all clients share: compiled code, shapes of objects.
    await measureClient(many, brokers, 1);
    const few = await measureClient(one, 1, bench.effort.rounds);
    const all = await measureClient(many, brokers, bench.effort.rounds);
    const each = (figure: (cost: Cost) => number): number => (figure(all) - figure(few)) / (brokers - 1);

    bench.figure({
      name: 'heap for a broker that is known',
      value: each(({ known }) => known.heapBytes),
      unit: 'B',
      atMost: 8192,
    });
    bench.figure({
      name: 'heap for a broker that is connected',
      value: each(({ connected }) => connected.heapBytes),
      unit: 'B',
      atMost: 65_536,
    });
    bench.figure({
      name: 'buffers for a broker that is connected',
      value: each(({ connected }) => connected.bufferBytes) / 1024,
      unit: 'KiB',
      atMost: 640,
    });
    bench.figure({
      name: '200 brokers discovered by the first send',
      value: all.discoveryMs,
      unit: 'ms',
      atMost: 1000,
    });
    bench.figure({
      name: '200 brokers connected and greeted',
      value: all.greetingMs,
      unit: 'ms',
      atMost: 15_000,
    });
    bench.figure({
      name: 'processor time of a heartbeat and a look, each broker',
      value: each(({ beatMs }) => beatMs) * 1000,
      unit: 'us',
      atMost: 1000,
    });
  },
};

async function measureClient(nameServers: readonly string[], count: number, seconds: number): Promise<Cost> {
  const before = await usedMemory();
  const start = performance.now();
  await using mq = createClient({ nameServers, heartbeatIntervalMs });
  const producer = mq.producer({ group: 'bench' });
  await producer.send({ topic: 'orders', body: 'hello' });
  await healthy(mq, 1, count);
  const discoveryMs = performance.now() - start;
  const known = memoryBetween(before, await usedMemory());

  await healthy(mq, Math.min(2, count), count);
  const greetingStart = performance.now();
  await healthy(mq, count, count);
  const greetingMs = performance.now() - greetingStart;
  const connected = memoryBetween(before, await usedMemory());

  const cpu = process.cpuUsage();
  await setTimeout(seconds * heartbeatIntervalMs);
  const { user, system } = process.cpuUsage(cpu);
  return { known, connected, discoveryMs, greetingMs, beatMs: (user + system) / 1000 / seconds };
}

/** Waits until so many brokers are known, and so many of them well. */
async function healthy(mq: Client, wellCount: number, knownCount: number): Promise<void> {
  await firstValueFrom(
    mq.brokers$.pipe(
      filter(
        (views) =>
          views.length === knownCount &&
          views.filter(({ health }) => health.state === 'healthy').length >= wellCount,
      ),
    ),
  );
}

async function usedMemory(): Promise<Memory> {
  for (let turn = 0; turn < 4; turn++) {
    await setTimeout(10);
    globalThis.gc?.();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heapBytes: heapUsed, bufferBytes: arrayBuffers };
}

const memoryBetween = (before: Memory, after: Memory): Memory => ({
  heapBytes: after.heapBytes - before.heapBytes,
  bufferBytes: after.bufferBytes - before.bufferBytes,
});
