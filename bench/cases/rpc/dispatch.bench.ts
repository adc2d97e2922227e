import { connectEchoClient } from '../../fixtures/echo-client.js';
import { EchoLink, question } from '../../fixtures/echo-link.js';
import type { Benchmark, Contestant } from '../../harness.js';
import { PromiseClient, WaiterSlots } from '../../peers/promise-client.js';
import { SubjectClient } from '../../peers/subject-client.js';

const timeoutMs = 3000;
/** Requests of one run with one in flight: one run must not end before it has begun. */
const inSequence = 256;

/** Requests `inFlight` at a time, `operations` in all, each with its reply; counts the replies. */
type Driver = (inFlight: number, operations: number) => Contestant;

async function ourDriver(): Promise<Driver> {
  const link = new EchoLink();
  const client = await connectEchoClient(link, { requestTimeoutMs: timeoutMs });
  let replies = 0;
  const onReply = (): void => void replies++;
  return (inFlight, operations) => ({
    name: 'rx-rocketmq',
    run: () => {
      replies = 0;
      for (let done = 0; done < operations; done += inFlight) {
        for (let i = 0; i < inFlight; i++) client.invoke(question).subscribe(onReply);
        link.echo();
      }
      return replies;
    },
  });
}

async function ourAwaitingDriver(): Promise<Driver> {
  const link = new EchoLink();
  const client = await connectEchoClient(link, { requestTimeoutMs: timeoutMs });
  return awaiting('rx-rocketmq, awaited', link, () => client.invoke(question));
}

function promiseDriver(): Driver {
  const link = new EchoLink();
  const client = new PromiseClient(link, timeoutMs);
  return awaiting('promise, map and setTimeout', link, () => client.invoke());
}

/** What is left of the way above when a `Map` of many changes is not part of it. */
function slottedDriver(): Driver {
  const link = new EchoLink();
  const client = new PromiseClient(link, timeoutMs, new WaiterSlots());
  return awaiting('promise, array and setTimeout', link, () => client.invoke());
}

function awaiting(name: string, link: EchoLink, invoke: () => PromiseLike<unknown>): Driver {
  let replies = 0;
  const onReply = (): void => void replies++;
  return (inFlight, operations) => ({
    name,
    run: async () => {
      replies = 0;
      for (let done = 0; done < operations; done += inFlight) {
        let last: PromiseLike<unknown> | undefined;
        for (let i = 0; i < inFlight; i++) last = invoke().then(onReply);
        link.echo();
        await last;
      }
      return replies;
    },
  });
}

function subjectDriver(): Driver {
  const link = new EchoLink();
  const client = new SubjectClient(link, timeoutMs);
  let replies = 0;
  const onReply = (): void => void replies++;
  return (inFlight, operations) => ({
    name: 'shared Subject, filter, take, timeout',
    run: () => {
      replies = 0;
      for (let done = 0; done < operations; done += inFlight) {
        for (let i = 0; i < inFlight; i++) client.invoke().subscribe(onReply);
        link.echo();
      }
      return replies;
    },
  });
}

/** Requests and their replies through the real client, without socket and almost without codec. */
export const benchmark: Benchmark = {
  async measure(bench) {
    const [ours, awaited, promised, slotted, shared] = [
      await ourDriver(),
      await ourAwaitingDriver(),
      promiseDriver(),
      slottedDriver(),
      subjectDriver(),
    ];
    for (const inFlight of [1, 100, 1000, 10_000]) {
      const operations = Math.max(inFlight, inSequence - (inSequence % inFlight));
      await bench.compare({
        name: `${inFlight.toLocaleString('en')} in flight`,
        unit: 'requests',
        operations,
        expected: operations,
        subject: ours(inFlight, operations),
        peers: [
          { ...promised(inFlight, operations), atLeast: 1 },
          slotted(inFlight, operations),
          awaited(inFlight, operations),
          ...(inFlight === 100 ? [shared(inFlight, operations)] : []),
          ...(inFlight === 1000
            ? [
                { ...shared(inFlight, operations), atLeast: 50 },
                { ...ours(1, operations), name: 'the same, 1 in flight', atLeast: 0.6 },
              ]
            : []),
        ],
      });
    }
  },
};
