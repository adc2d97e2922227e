import { expect } from 'chai';
import fc from 'fast-check';
import { NEVER, Subject, takeUntil, throwError, timeout } from 'rxjs';
import type { Delivery } from '../../src/delivery/delivery.js';
import { UpdateConsumerOffsetRequestHeader, RequestCode } from '../../src/protocol/index.js';
import type { Connector } from '../../src/transport/link.js';
import { observe } from '../remoting/toy-network.js';
import { makeConsumer, type MakeConsumerOptions, offsetsOf } from './make-consumer.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const constants = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fc.constant<unknown>(value)])) as {
    [Key in keyof T]: fc.Arbitrary<T[Key]>;
  };

const isOpen = ({ state }: Delivery): boolean => state === 'delivered' || state === 'deciding';

/** What a program does next: decide about one of its deliveries, or wait. */
const steps = fc.array(
  fc.record({
    pick: fc.nat(),
    decide: fc.constantFrom('ack', 'retry', 'deadLetter', 'nothing'),
    waitMs: fc.constantFrom(0, 1, 30, 700, 5000),
  }),
  { maxLength: 40 },
);

function decide(deliveries: readonly Delivery[], pick: number, decision: string): void {
  const open = deliveries.filter(({ state }) => state === 'delivered');
  const delivery = open[pick % Math.max(1, open.length)];
  if (decision === 'ack') delivery?.ack();
  else if (decision === 'retry') delivery?.retry();
  else if (decision === 'deadLetter') delivery?.deadLetter('');
}

/** A consumer whose process can die: its connections break, and it makes no other. */
function makeMortal(options: MakeConsumerOptions = {}) {
  const death = new Subject<void>();
  let isDead = false;
  const made = makeConsumer({
    ...options,
    client: {
      clientId: 'mortal',
      connector: (endpoint, framer): ReturnType<Connector> =>
        isDead
          ? throwError(() => new Error('dead'))
          : made.network.connector(endpoint, framer).pipe(takeUntil(death)),
    },
  });
  const die = (): void => {
    isDead = true;
    death.next();
    made.broker.members.delete('g');
  };
  /** Another process takes over, and is given time to read everything. */
  const succeed = (): number[] => {
    const heir = made.connect({ clientId: 'heir' }).consumer({ group: 'g', subscribe: { orders: '*' } });
    const received = observe(heir.messages$);
    made.tick(1000);
    return offsetsOf(received);
  };
  return { ...made, die, succeed };
}

describe('guarantees of a consumer', () => {
  it('A delivery is committed only after it and all earlier ones of its queue are settled.', () => {
    fc.assert(
      fc.property(steps, (moves) => {
        const { start, stored, broker, tick } = makeConsumer({ commitIntervalMs: 1000 });
        const violations: string[] = [];
        stored.fill(15);
        const received = start();
        broker.on(RequestCode.UPDATE_CONSUMER_OFFSET, (request, peer) => {
          const { topic, commitOffset } = UpdateConsumerOffsetRequestHeader.read(request);
          const early = received.values.filter(
            (delivery) => delivery.offset < commitOffset && isOpen(delivery),
          );
          if (topic === 'orders' && early.length > 0) violations.push(`${commitOffset}`);
          return broker.standard(request, peer);
        });
        for (const { pick, decide: decision, waitMs } of moves) {
          decide(received.values, pick, decision);
          tick(waitMs);
        }
        tick(2000);
        const open = received.values.filter(isOpen).map(({ offset }) => offset);
        expect(violations).to.deep.equal([]);
        expect(broker.offsets.get('g orders@0')).to.equal(Math.min(15, ...open));
      }),
      { numRuns: 20 },
    );
  });

  it('A crash at any point loses nothing; what was unsettled comes again.', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 20 }), (moves, count) => {
        const { start, stored, die, succeed, tick } = makeMortal({ window: { messages: 8, perQueue: 8 } });
        stored.fill(count);
        const received = start();
        for (const { pick, decide: decision, waitMs } of moves) {
          decide(received.values, pick, decision);
          tick(waitMs);
        }
        die();
        const settled = new Set(
          received.values.filter(({ state }) => state === 'settled').map(({ offset }) => offset),
        );
        const unsettled = Array.from({ length: count }, (_, offset) => offset).filter(
          (offset) => !settled.has(offset),
        );
        expect(succeed()).to.include.members(unsettled);
      }),
      { numRuns: 20 },
    );
  });

  it('Unsettled deliveries never exceed the window.', () => {
    const windows = fc
      .record({
        messages: fc.integer({ min: 1, max: 6 }),
        bytes: fc.integer({ min: 1, max: 60 }),
        span: fc.integer({ min: 1, max: 8 }),
      })
      .chain((window) =>
        fc.record({ ...constants(window), perQueue: fc.integer({ min: 1, max: window.messages }) }),
      );
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 });
    fc.assert(
      fc.property(windows, fc.tuple(sizes, sizes, sizes), steps, (window, queues, moves) => {
        const { start, broker, tick } = makeConsumer({ window, cluster: { topics: { orders: 3 } } });
        queues.forEach((bodies, queueId) =>
          broker.queue('orders', queueId).put(...bodies.map((bytes) => ({ body: 'x'.repeat(bytes) }))),
        );
        const received = start();
        const check = (): void => {
          const open = received.values.filter(isOpen);
          const bytes = open.reduce((sum, { body }) => sum + body.length, 0);
          expect(open.length).to.be.at.most(window.messages);
          if (open.length > 1) expect(bytes).to.be.at.most(window.bytes);
          for (const queueId of [0, 1, 2])
            expect(open.filter(({ queue }) => queue.queueId === queueId).length).to.be.at.most(
              window.perQueue,
            );
        };
        check();
        for (const { pick, decide: decision, waitMs } of moves) {
          decide(received.values, pick, decision);
          tick(waitMs);
          check();
        }
        // And it is no dead end: everything comes when everything is settled.
        const total = queues.reduce((sum, bodies) => sum + bodies.length, 0);
        for (let times = 0; times <= total; times++) {
          for (const delivery of received.values) delivery.ack();
          tick(30);
          check();
        }
        expect(received.values).to.have.length(total);
      }),
      { numRuns: 30 },
    );
  });

  it('A handler that throws, rejects or times out affects its own delivery only; one that never answers delays at most its own queue.', async () => {
    const { consumer, broker, runtime, soon, tick } = makeConsumer({
      cluster: { topics: { orders: 2 } },
      window: { messages: 20, perQueue: 10, span: 10 },
    });
    broker.queue('orders', 0).fill(30);
    broker.queue('orders', 1).fill(30);
    const run = observe(
      consumer.run(
        ({ queue: { queueId }, offset }) => {
          if (queueId === 0 && offset === 0) return NEVER;
          if (queueId === 1 && offset === 1) throw new Error('thrown');
          if (queueId === 1 && offset === 2) return Promise.reject(new Error('rejected'));
          if (queueId === 1 && offset === 3)
            return NEVER.pipe(timeout({ first: 100, scheduler: runtime.scheduler }));
          return 'done';
        },
        { concurrency: 4 },
      ),
    );
    soon();
    await turn();
    tick(1000);
    const ends = (queueId: number) =>
      run.values
        .filter(({ delivery }) => delivery.queue.queueId === queueId)
        .map(({ delivery, outcome }) => `${delivery.offset} ${outcome.type}`);
    const failed = new Set([1, 2, 3]);
    const expected = Array.from(
      { length: 30 },
      (_, offset) => `${offset} ${failed.has(offset) ? 'retry' : 'ack'}`,
    );
    expect(ends(1)).to.have.members(expected).and.have.length(30);
    expect(ends(0)).to.deep.equal(Array.from({ length: 9 }, (_, index) => `${index + 1} ack`));
    expect(broker.sendBacks).to.have.length(3);
  });

  it('Every public stream completes on `close()`; `close()` ends within its deadline whatever the broker does; then no socket, timer or listener is left.', () => {
    const troubles: Readonly<Record<string, (made: ReturnType<typeof makeConsumer>) => void>> = {
      'nothing is wrong': () => undefined,
      'brokers answer nothing': ({ broker }) => {
        for (const code of Object.values(RequestCode)) broker.on(code, () => undefined);
      },
      'brokers are gone': ({ broker }) => broker.stop(),
      'name servers are gone': ({ nameServer }) => nameServer.stop(),
      'the network is cut': ({ network }) => network.severAll(),
      'connections break': ({ network }) => network.resetAll(),
    };
    for (const [trouble, make] of Object.entries(troubles)) {
      for (const isJoined of [true, false]) {
        const made = makeConsumer();
        const { client, consumer, stored, brokers, nameServers, clock, events, tick } = made;
        stored.fill(3);
        if (!isJoined) make(made);
        const received = made.start();
        const streams = [consumer.state$, consumer.assignment$, consumer.lag$].map((stream$) =>
          observe<unknown>(stream$),
        );
        if (isJoined) make(made);
        const closed = observe(client.close({ timeoutMs: 1000 }));
        // Draining, the last commit, the goodbye, and the sockets.
        tick(1000 + 3100 + 1100 + 1100);
        const name = `${trouble}, ${isJoined ? 'joined' : 'joining'}`;
        expect([closed.next.callCount, closed.failure], name).to.deep.equal([1, undefined]);
        expect(
          [received, events, ...streams].map((seen) => seen.complete.callCount + seen.error.callCount),
          name,
        ).to.deep.equal([1, 1, 1, 1, 1]);
        expect(client.connections, name).to.deep.equal([]);
        tick(1000);
        const sockets = [...brokers, ...nameServers].flatMap((server) => server.peers);
        if (trouble !== 'the network is cut')
          expect([sockets.length, clock.timers], name).to.deep.equal([0, 0]);
      }
    }
  });
});
