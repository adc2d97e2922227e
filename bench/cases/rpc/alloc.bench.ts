import { strict as assert } from 'node:assert';
import { connectEchoClient } from '../../fixtures/echo-client.js';
import { EchoLink, question } from '../../fixtures/echo-link.js';
import type { Benchmark } from '../../harness.js';
import { median } from '../../median.js';
import { PromiseClient } from '../../peers/promise-client.js';

/** Small enough for a young generation that is not collected meanwhile. */
const requests = 40_000;
const maxBytes = 1200;

/** Makes so many requests, `inFlight` at a time. */
type Turn = (count: number, inFlight: number) => void | Promise<void>;

/** Bytes that one request allocates. Throws when something was collected while it was measured. */
async function bytesPerRequest(turn: Turn, inFlight: number): Promise<number> {
  globalThis.gc?.();
  const start = process.memoryUsage().heapUsed;
  await turn(requests / 2, inFlight);
  const half = process.memoryUsage().heapUsed - start;
  await turn(requests / 2, inFlight);
  const whole = process.memoryUsage().heapUsed - start;
  assert.ok(whole > half * 1.5, 'the garbage was collected before it was counted');
  return whole / requests;
}

/** What a request and its reply leave to the garbage collector. */
export const benchmark: Benchmark = {
  nodeFlags: ['--min-semi-space-size=256', '--max-semi-space-size=256'],
  async measure(bench) {
    const ourLink = new EchoLink();
    const client = await connectEchoClient(ourLink);
    let replies = 0;
    const onReply = (): void => void replies++;
    const ours: Turn = (count, inFlight) => {
      for (let done = 0; done < count; done += inFlight) {
        for (let i = 0; i < inFlight; i++) client.invoke(question).subscribe(onReply);
        ourLink.echo();
      }
    };
    const link = new EchoLink();
    const peer = new PromiseClient(link, 3000);
    const promised: Turn = async (count, inFlight) => {
      for (let done = 0; done < count; done += inFlight) {
        let last: Promise<unknown> | undefined;
        for (let i = 0; i < inFlight; i++) last = peer.invoke().then(onReply);
        link.echo();
        await last;
      }
    };
    for (const inFlight of [1, 1000, 10_000]) {
      const bytes: { own: number[]; theirs: number[] } = { own: [], theirs: [] };
      for (let round = 0; round <= bench.effort.rounds; round++) {
        replies = 0;
        const own = await bytesPerRequest(ours, inFlight);
        const theirs = await bytesPerRequest(promised, inFlight);
        assert.equal(replies, 2 * requests);
        if (round === 0) continue;
        bytes.own.push(own);
        bytes.theirs.push(theirs);
      }
      const figure = {
        name: `${inFlight.toLocaleString('en')} in flight`,
        value: median(bytes.own),
        unit: 'B',
      };
      bench.figure({
        ...figure,
        peer: { name: 'promise, map and setTimeout', value: median(bytes.theirs) },
        atMost: 1.4,
      });
      bench.figure({ ...figure, atMost: maxBytes });
    }
  },
};
