import { strict as assert } from 'node:assert';
import { NEVER, Subscriber, type Subscription, timeout } from 'rxjs';
import { MetricsRecorder } from '../../../src/remoting/metrics-recorder.js';
import { PendingRequest } from '../../../src/remoting/pending-request.js';
import { PendingRequests } from '../../../src/remoting/pending-requests.js';
import type { Benchmark } from '../../harness.js';
import { median } from '../../median.js';

const outstanding = 10_000;
const timeoutMs = 60_000;
const sweepsPerRound = 200;

function makeTable(): PendingRequests<object> {
  return new PendingRequests({
    address: 'nowhere:1',
    maxPendingRequests: outstanding * 2,
    metrics: new MetricsRecorder(),
  });
}

/** Arms and cancels by turns: always `outstanding` deadlines, each step ends the oldest and begins a new one. */
function turning<Deadline>(arm: () => Deadline, cancel: (deadline: Deadline) => void): () => number {
  const armed = Array.from({ length: outstanding }, arm);
  let oldest = 0;
  return () => {
    for (let i = 0; i < outstanding; i++) {
      cancel(armed[oldest]!);
      armed[oldest] = arm();
      oldest = oldest === outstanding - 1 ? 0 : oldest + 1;
    }
    return outstanding;
  };
}

const nobody = new Subscriber<unknown>();

/** @param now - milliseconds; what the entry takes its deadline from */
function entries(table: PendingRequests<object>, now: () => number): () => number {
  const add = (): PendingRequest<object> => {
    const request = new PendingRequest<object>(nobody, undefined, timeoutMs, false, now(), undefined);
    table.add(request);
    return request;
  };
  return turning(add, (request) => request.unsubscribe());
}

/** What it costs that a request has a deadline. Ours is a field of the entry that waits for the reply. */
export const benchmark: Benchmark = {
  async measure(bench) {
    const table = makeTable();
    const begun = Date.now();
    await bench.compare({
      name: `one of ${outstanding.toLocaleString('en')} begun and ended`,
      unit: 'deadlines',
      operations: outstanding,
      expected: outstanding,
      subject: { name: 'rx-rocketmq', run: entries(table, () => begun) },
      peers: [
        {
          name: 'setTimeout',
          run: turning(() => setTimeout(() => undefined, timeoutMs), clearTimeout),
          atLeast: 3,
        },
        {
          name: 'timeout() of RxJS',
          run: turning(
            () => NEVER.pipe(timeout(timeoutMs)).subscribe(),
            (subscription: Subscription) => subscription.unsubscribe(),
          ),
          atLeast: 30,
        },
        { name: 'the same, reading the clock', run: entries(makeTable(), Date.now) },
      ],
    });
    assert.equal(table.size, outstanding);

    const micros: number[] = [];
    for (let round = 0; round <= bench.effort.rounds; round++) {
      const start = process.hrtime.bigint();
      let expired = 0;
      for (let sweep = 0; sweep < sweepsPerRound; sweep++) expired += table.expire(Date.now());
      assert.equal(expired, 0);
      if (round > 0) micros.push(Number(process.hrtime.bigint() - start) / 1000 / sweepsPerRound);
    }
    bench.figure({
      name: `a sweep over ${outstanding.toLocaleString('en')}`,
      value: median(micros),
      unit: 'us',
      atMost: 200,
    });
  },
};
