import { expect } from 'chai';
import { from, lastValueFrom, map, range, tap, toArray } from 'rxjs';
import {
  type Client,
  ClosedError,
  createClient,
  type OutgoingMessage,
  type Producer,
  type SendOutcome,
  SendFailedError,
  TooManySendsError,
} from '../../src/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { numbered } from './support/traffic.js';

const mebibyte = 1024 * 1024;

describeBroker('streams of sends', (broker) => {
  let mq: Client;
  let producer: Producer;
  let topic: string;

  beforeEach(async () => {
    topic = uniqueName('topic');
    await broker().createTopic(topic, { queues: 2 });
    mq = createClient({ nameServers: broker().nameServers, missingTopicIntervalMs: 200 });
    producer = mq.producer({ group: 'spec_streams', timeoutMs: 10_000 });
  });

  afterEach(async () => {
    await mq.close({ timeoutMs: 1000 });
  });

  const message = (body: string): OutgoingMessage => ({ topic, body });
  const storedIn = (outcomes: readonly SendOutcome[]): number[][] =>
    [0, 1].map((queueId) =>
      outcomes.flatMap((outcome) =>
        outcome.ok && outcome.receipt.queue.queueId === queueId ? [outcome.receipt.queueOffset] : [],
      ),
    );

  it('give an outcome for each message, in the order of the messages', async () => {
    const bodies = numbered('m', 1000);
    const outcomes = await lastValueFrom(
      from(bodies).pipe(map(message), producer.sendAll({ maxInFlight: 64 }), toArray()),
    );
    expect(outcomes.map(({ input }) => input.body)).to.deep.equal(bodies);
    const all = Array.from({ length: 500 }, (_, offset) => offset);
    expect(storedIn(outcomes).map((offsets) => offsets.toSorted((a, b) => a - b))).to.deep.equal([all, all]);
  });

  it('store messages in their order when one goes after the other', async () => {
    const outcomes = await lastValueFrom(
      producer.sendFrom(numbered('m', 100).map(message), { maxInFlight: 1 }).pipe(toArray()),
    );
    const inOrder = Array.from({ length: 50 }, (_, offset) => offset);
    expect(storedIn(outcomes)).to.deep.equal([inOrder, inOrder]);
  });

  it('take from a source no faster than the broker accepts', async () => {
    let [taken, emitted, most] = [0, 0, 0];
    async function* source(): AsyncGenerator<OutgoingMessage> {
      for (const body of numbered('m', 300)) {
        most = Math.max(most, ++taken - emitted);
        yield message(body);
      }
    }
    const outcomes$ = producer.sendFrom(source(), { maxInFlight: 10 }).pipe(tap(() => emitted++));
    await lastValueFrom(outcomes$);
    expect([emitted, most]).to.deep.equal([300, 10]);
  });

  it('go on after a message that cannot be sent', async () => {
    const bodies = ['a', '', 'b'];
    const outcomes = await lastValueFrom(from(bodies).pipe(map(message), producer.sendAll(), toArray()));
    expect(outcomes.map(({ ok, input }) => [input.body, ok])).to.deep.equal([
      ['a', true],
      ['', false],
      ['b', true],
    ]);
  });

  it('end with the producer: what has begun has its outcome, the rest is not taken', async () => {
    let taken = 0;
    function* endless(): Generator<OutgoingMessage> {
      for (;;) yield message(`m-${taken++}`);
    }
    const outcomes: SendOutcome[] = [];
    const ended = lastValueFrom(
      producer.sendFrom(endless(), { maxInFlight: 20 }).pipe(
        tap((outcome) => {
          outcomes.push(outcome);
          if (outcomes.length === 100) producer.close().subscribe();
        }),
      ),
    ).catch((error: unknown) => error);
    expect(await ended).to.be.instanceOf(ClosedError);
    expect(outcomes.filter(({ ok }) => ok)).to.have.length(taken);
  });

  it('wait for a broker that does not read, fail in time, and go on when it reads again', async () => {
    const [node] = broker().brokers;
    const slow = mq.producer({
      group: 'spec_streams_slow',
      timeoutMs: 1500,
      compression: false,
      maxInFlightBytes: 8 * mebibyte,
    });
    const body = Buffer.alloc(mebibyte / 2, 1);
    const sendMany = (count: number): Promise<SendOutcome[]> =>
      lastValueFrom(
        range(0, count).pipe(
          map(() => ({ topic, body })),
          slow.sendAll({ maxInFlight: 64 }),
          toArray(),
        ),
      );
    expect((await sendMany(4)).every(({ ok }) => ok)).to.equal(true);
    node!.pause();
    let failed: SendOutcome[];
    try {
      failed = await sendMany(100);
    } finally {
      node!.resume();
    }
    const errors = failed.map((outcome) => !outcome.ok && outcome.error);
    expect(
      errors.filter((error) => !(error instanceof SendFailedError || error instanceof TooManySendsError)),
    ).to.deep.equal([]);
    expect((await sendMany(20)).every(({ ok }) => ok)).to.equal(true);
  });
});
