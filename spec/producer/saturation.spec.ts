import { expect } from 'chai';
import { tap } from 'rxjs';
import { createClient } from '../../src/client/create-client.js';
import { type ProducerError, SendFailedError, TooManySendsError } from '../../src/errors/producer-error.js';
import { RequestTimeoutError } from '../../src/errors/remoting-error.js';
import { OutboxFullError } from '../../src/errors/transport-error.js';
import type { ProducerOptions } from '../../src/producer/producer-options.js';
import { startBroker } from '../../src/testing/start-broker.js';
import type { Link } from '../../src/transport/link.js';
import { observe } from '../remoting/toy-network.js';
import { makeClock } from '../support/make-clock.js';

const topic = 'orders';
const mebibyte = 1024 * 1024;
const bodyBytes = mebibyte / 4;
const maxInFlightBytes = 4 * mebibyte;
/** The default of connections. */
const highWaterMarkBytes = mebibyte;

/** A producer whose broker stops reading, and what its connections hold. */
async function makeSaturation(options: Partial<ProducerOptions> = {}) {
  const clock = makeClock();
  const broker = await clock.until(
    startBroker({ network: 'memory', runtime: clock.runtime, topics: { [topic]: { queues: 1 } } }),
  );
  const links: Link[] = [];
  const { connector } = broker.clientOptions;
  const client = createClient({
    ...broker.clientOptions,
    runtime: clock.runtime,
    connector: (endpoint, framer) => connector!(endpoint, framer).pipe(tap((link) => links.push(link))),
  });
  const producer = client.producer({ group: 'p', compression: false, maxInFlightBytes, ...options });
  await clock.until(producer.send({ topic, body: 'first' }));
  const fault = broker.faults.stopReading();
  const body = Buffer.alloc(bodyBytes);
  const send = () => observe(producer.send({ topic, body }));
  const bufferedBytes = (): number => links.reduce((sum, link) => sum + link.bufferedBytes, 0);
  /** The most that connections held at any time meanwhile. */
  const mostBuffered = async (forMs: number, each: () => void = () => undefined): Promise<number> => {
    let most = 0;
    for (let passed = 0; passed < forMs; passed += 100) {
      each();
      await clock.advance(100);
      most = Math.max(most, bufferedBytes());
    }
    return most;
  };
  return {
    clock,
    producer,
    fault,
    send,
    mostBuffered,
    async [Symbol.asyncDispose](): Promise<void> {
      broker.faults.clear();
      await clock.until(client.close({ timeoutMs: 1 }));
      await clock.until(broker.stop());
    },
  };
}

describe('a producer whose broker does not read', () => {
  it('lets sends wait, and tells each in time why it was not sent', async () => {
    await using on = await makeSaturation({ timeoutMs: 3000 });
    const sends = Array.from({ length: 100 }, on.send);
    expect(on.producer.pressure).to.deep.equal({
      state: 'waiting',
      inFlight: 16,
      inFlightBytes: maxInFlightBytes,
      waiting: 84,
    });
    await on.clock.advance(3100);
    const failures = sends.map(({ failure }) => failure as ProducerError);
    const tried = failures.filter((failure) => failure instanceof SendFailedError);
    const untried = failures.filter((failure) => failure instanceof TooManySendsError);
    expect([tried.length, untried.length]).to.deep.equal([16, 84]);
    expect(untried[0]).to.include({ reason: 'timeout' });
    const [first, second] = tried[0]!.attempts.map(({ error }) => error as RequestTimeoutError);
    expect([first, second].map((error) => error instanceof RequestTimeoutError)).to.deep.equal([true, true]);
    expect([first!.cause, second!.cause instanceof OutboxFullError]).to.deep.equal([undefined, true]);
    expect(tried[0]!.message).to.match(/within \d+ ms: More than 1048576 bytes wait to be written to /);
  });

  it('holds no more than the limit of bytes in flight, however many are tried and for how long', async function () {
    this.timeout(20_000);
    await using on = await makeSaturation({ timeoutMs: 2000 });
    const most = await on.mostBuffered(12_000, () => {
      for (let count = 0; count < 5; count++) on.send();
    });
    expect(most).to.be.within(highWaterMarkBytes, maxInFlightBytes + highWaterMarkBytes);
  });

  it('sends what waits when it reads again', async () => {
    await using on = await makeSaturation({ timeoutMs: 5000, attemptTimeoutMs: 500 });
    const sends = Array.from({ length: 40 }, on.send);
    await on.clock.advance(1200);
    on.fault.remove();
    await on.clock.advance(1000);
    expect(sends.map(({ failure, complete }) => failure ?? complete.callCount)).to.deep.equal(
      Array(40).fill(1),
    );
    expect(on.producer.pressure).to.deep.equal({ state: 'free', inFlight: 0, inFlightBytes: 0, waiting: 0 });
  });
});
