import { setTimeout } from 'node:timers/promises';
import { lastValueFrom, take } from 'rxjs';
import { createClient } from '../../../src/index.js';
import { startBroker } from '../../../src/testing/index.js';
import type { Bench, Benchmark } from '../../harness.js';
import { median } from '../../median.js';

const messages = 100_000;
const queues = 8;
const inFlight = 256;
const starts = 50;
const cycles = 1000;

/** What a test pays for a broker of its own, and what it can send through it. */
export const benchmark: Benchmark = {
  async measure(bench) {
    await measureStarts(bench);
    await measureMessages(bench);
  },
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function startAndStop(): Promise<number> {
  const start = performance.now();
  const broker = await startBroker({ topics: { orders: {} } });
  const startedMs = performance.now() - start;
  await broker.stop();
  return startedMs;
}

/** Sockets are let go of turns of the event loop after they are closed. */
async function usedHeapMiB(): Promise<number> {
  for (let turn = 0; turn < 10; turn++) {
    await setTimeout(10);
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

async function measureStarts(bench: Bench): Promise<void> {
  bench.figure({ name: 'first start in a process', value: await startAndStop(), unit: 'ms', atMost: 250 });
  const times: number[] = [];
  for (let count = 0; count < starts; count++) times.push(await startAndStop());
  bench.figure({ name: 'a start, median of 50', value: median(times), unit: 'ms', atMost: 50 });

  const before = await usedHeapMiB();
  for (let count = 0; count < cycles; count++) await startAndStop();
  const grownMiB = Math.max(0, (await usedHeapMiB()) - before);
  bench.figure({ name: 'heap after 1,000 starts and stops', value: grownMiB, unit: 'MiB more', atMost: 8 });
}

async function measureMessages(bench: Bench): Promise<void> {
  await using broker = await startBroker({ topics: { orders: { queues } } });
  await using mq = createClient({ nameServers: broker.nameServers });
  const producer = mq.producer({ group: 'bench' });
  const body = Buffer.alloc(1024, 'x');
  let left = messages;
  const sendOn = async (): Promise<void> => {
    while (left-- > 0) await producer.send({ topic: 'orders', body });
  };
  const sent = timed(() => Promise.all(Array.from({ length: inFlight }, sendOn)));
  bench.figure({ name: '100,000 messages of 1 KiB sent', value: (await sent) / 1000, unit: 's', atMost: 30 });

  const consumer = mq.consumer({ group: 'bench', subscribe: { orders: '*' }, from: 'first' });
  const received = timed(() =>
    lastValueFrom(consumer.run(() => undefined, { concurrency: 64 }).pipe(take(messages))),
  );
  bench.figure({
    name: '100,000 messages of 1 KiB consumed',
    value: (await received) / 1000,
    unit: 's',
    atMost: 30,
  });
}
