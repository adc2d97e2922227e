import { expect } from 'chai';
import { config, firstValueFrom, map, repeat, Subject, take, takeUntil, tap } from 'rxjs';
import sinon from 'sinon';
import { handle } from '../../src/delivery/operators/handle.js';
import { AuthenticationError } from '../../src/errors/broker-error.js';
import { AlreadyConsumingError, ClosedError } from '../../src/errors/usage-error.js';
import { RequestCode, ResponseCode } from '../../src/protocol/index.js';
import { observe } from '../remoting/toy-network.js';
import { deferred } from '../support/deferred.js';
import { refuse } from '../support/stub-broker/stub-server.js';
import { makeConsumer, offsetsOf } from './make-consumer.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const namesOf = (consumer: ReturnType<typeof makeConsumer>['consumer']) =>
  observe(consumer.state$.pipe(map((state) => state.name)));

describe('Consumer', () => {
  /** Errors that nobody was there to take; RxJS would crash the process with them. */
  const unhandled: unknown[] = [];

  beforeEach(() => {
    unhandled.length = 0;
    config.onUnhandledError = (error) => unhandled.push(error);
  });

  afterEach(() => {
    config.onUnhandledError = null;
    expect(unhandled).to.deep.equal([]);
  });

  describe('messages$', () => {
    it('joins nothing before it is subscribed to', () => {
      const { consumer, broker, nameServer, tick } = makeConsumer();
      consumer.messages$.pipe();
      tick(60_000);
      expect([broker.requests, nameServer.requests]).to.deep.equal([[], []]);
    });

    it('emits what is there and what comes, and does not complete by itself', () => {
      const { start, stored, tick } = makeConsumer();
      stored.fill(2);
      const received = start();
      stored.fill(1);
      tick(60_000);
      expect([offsetsOf(received), received.complete.callCount]).to.deep.equal([[0, 1, 2], 0]);
    });

    it('errs for a second subscriber at the same time, and goes on for the first', () => {
      const { start, consumer, stored, soon } = makeConsumer();
      const first = start();
      expect(observe(consumer.messages$).failure).to.be.instanceOf(AlreadyConsumingError);
      stored.fill(1);
      soon();
      expect(offsetsOf(first)).to.deep.equal([0]);
    });

    it('errs when a broker refuses the credentials, and leaves', () => {
      const { start, broker, consumer, soon } = makeConsumer();
      broker.on(RequestCode.PULL_MESSAGE, () => refuse(ResponseCode.NO_PERMISSION, 'check signature failed'));
      expect(start().failure).to.be.instanceOf(AuthenticationError);
      soon();
      expect(consumer.state).to.deep.equal({ name: 'idle' });
      expect(broker.asked(RequestCode.UNREGISTER_CLIENT)).to.have.length(1);
    });

    it('can be subscribed to again after it has erred', () => {
      const { start, nameServer, stored, tick } = makeConsumer();
      nameServer.stop();
      start();
      nameServer.start();
      tick(1000);
      stored.fill(1);
      expect(offsetsOf(start())).to.deep.equal([0]);
    });

    it('is not ended by brokers that go away', () => {
      const { start, broker, stored, tick } = makeConsumer();
      stored.fill(1);
      const received = start();
      broker.stop();
      tick(20_000);
      stored.fill(1);
      broker.start();
      tick(60_000);
      expect([offsetsOf(received), received.failure]).to.deep.equal([[0, 1], undefined]);
    });
  });

  describe('when its subscriber leaves', () => {
    it('stops pulling and emitting at once', () => {
      const { start, stored, broker, tick } = makeConsumer();
      stored.fill(1);
      const received = start();
      received.subscription.unsubscribe();
      const pulls = broker.pulls('orders').length;
      stored.fill(1);
      tick(1000);
      expect([offsetsOf(received), broker.pulls('orders').length]).to.deep.equal([[0], pulls]);
    });

    it('loses no ack of `take(3)` in front of an asynchronous handler', async () => {
      const { consumer, stored, broker, soon } = makeConsumer();
      stored.fill(10);
      const work = deferred<void>();
      const slow = handle(() => work.promise, { concurrency: 3 });
      const run = observe(consumer.messages$.pipe(take(3), slow));
      soon();
      work.resolve();
      await turn();
      soon();
      expect([run.values.length, run.complete.callCount]).to.deep.equal([3, 1]);
      expect(broker.commits('orders').at(-1)).to.equal(3);
    });

    it('loses no ack of `takeUntil` and of `firstValueFrom`', async () => {
      const { consumer, stored, broker, soon, tick } = makeConsumer();
      stored.fill(5);
      const stop = new Subject<void>();
      const received = observe(consumer.messages$.pipe(takeUntil(stop)));
      soon();
      stop.next();
      for (const delivery of received.values) delivery.ack();
      soon();
      expect(broker.commits('orders').at(-1)).to.equal(5);
      stored.fill(2);
      const first = firstValueFrom(consumer.messages$);
      soon();
      const delivery = await first;
      tick(1000);
      delivery.ack();
      soon();
      expect(broker.commits('orders').at(-1)).to.equal(6);
    });

    it('gives up what is not settled after `releaseTimeoutMs`', () => {
      const { start, stored, consumer, broker, tick } = makeConsumer({ releaseTimeoutMs: 5000 });
      stored.fill(2);
      const received = start();
      const [first, second] = received.values;
      received.subscription.unsubscribe();
      first?.ack();
      tick(4900);
      expect([second?.signal.aborted, consumer.state.name]).to.deep.equal([false, 'releasing']);
      tick(200);
      expect([second?.signal.aborted, consumer.state.name]).to.deep.equal([true, 'idle']);
      expect(observe(second!.settled).values).to.deep.equal([{ type: 'lost', reason: 'released' }]);
      second?.ack();
      tick(10_000);
      expect(broker.commits('orders').at(-1)).to.equal(1);
    });

    it('gives up at once what is not settled with a `releaseTimeoutMs` of 0', () => {
      const { start, stored, consumer, broker, tick } = makeConsumer({ releaseTimeoutMs: 0 });
      stored.fill(2);
      const received = start();
      received.values[0]?.ack();
      received.subscription.unsubscribe();
      tick();
      expect([received.values[1]?.state, consumer.state.name]).to.deep.equal(['lost', 'idle']);
      expect(broker.commits('orders').at(-1)).to.equal(1);
    });

    it('does not wait for messages that `run` has not begun to handle', async () => {
      const { consumer, stored, broker, soon } = makeConsumer();
      stored.fill(10);
      const work = deferred<void>();
      const run = observe(consumer.run(() => work.promise));
      soon();
      run.subscription.unsubscribe();
      work.resolve();
      await turn();
      soon();
      expect([consumer.state.name, broker.commits('orders').at(-1)]).to.deep.equal(['idle', 1]);
    });

    it('lets the next subscriber wait until the group has been left', () => {
      const { start, consumer, stored, soon } = makeConsumer();
      stored.fill(3);
      const first = start();
      first.subscription.unsubscribe();
      const second = observe(consumer.messages$);
      soon();
      expect([second.values.length, second.failure]).to.deep.equal([0, undefined]);
      first.values[0]?.ack();
      for (const delivery of first.values.slice(1)) delivery.settlement.abandon();
      soon();
      expect(offsetsOf(second)).to.deep.equal([1, 2]);
    });

    it('lets only one of those who wait consume then', () => {
      const { start, consumer, soon } = makeConsumer();
      start().subscription.unsubscribe();
      const waiting = [observe(consumer.messages$), observe(consumer.messages$)];
      soon();
      expect(waiting.map(({ failure }) => failure?.name)).to.deep.equal([undefined, 'AlreadyConsumingError']);
    });

    it('forgets who waited and left', () => {
      const { start, consumer, broker, soon } = makeConsumer();
      start().subscription.unsubscribe();
      observe(consumer.messages$).subscription.unsubscribe();
      soon();
      const before = broker.requests.length;
      soon();
      expect([consumer.state.name, broker.requests.length]).to.deep.equal(['idle', before]);
    });

    it('may be subscribed to again from within what tells that the group has been left', () => {
      const { start, consumer, stored, soon } = makeConsumer();
      const first = start();
      let again: ReturnType<typeof start> | undefined;
      consumer.assignment$.subscribe((queues) => {
        if (queues.length === 0 && again === undefined) again = observe(consumer.messages$);
      });
      stored.fill(1);
      first.subscription.unsubscribe();
      soon();
      soon();
      expect([offsetsOf(again!), again?.failure]).to.deep.equal([[0], undefined]);
    });
  });

  describe('state$', () => {
    it('tells whether the window is full', () => {
      const { start, consumer, stored, soon } = makeConsumer({ window: { messages: 2, perQueue: 2 } });
      const states = observe(consumer.state$);
      stored.fill(3);
      const received = start();
      received.values[0]?.ack();
      expect(states.values).to.deep.equal([
        { name: 'idle' },
        { name: 'consuming', windowFull: false },
        { name: 'consuming', windowFull: true },
        { name: 'consuming', windowFull: false },
      ]);
      soon();
      expect(consumer.state).to.deep.equal({ name: 'consuming', windowFull: true });
    });

    it('goes through leaving and coming back', () => {
      const { start, consumer, soon } = makeConsumer();
      const states = namesOf(consumer);
      start().subscription.unsubscribe();
      soon();
      start();
      expect(states.values).to.deep.equal(['idle', 'consuming', 'releasing', 'idle', 'consuming']);
    });

    it('goes through draining and closing, and completes', () => {
      const { start, consumer, soon } = makeConsumer();
      const states = namesOf(consumer);
      start();
      void consumer.drain();
      soon();
      void consumer.close();
      soon();
      expect(states.values).to.deep.equal(['idle', 'consuming', 'draining', 'releasing', 'idle', 'closed']);
      expect(states.complete).to.have.callCount(1);
    });
  });

  describe('drain', () => {
    it('stops pulling, waits for what is out and commits, and stays a member', () => {
      const { start, consumer, stored, broker, soon } = makeConsumer();
      stored.fill(3);
      const received = start();
      const report = observe(consumer.drain());
      stored.fill(1);
      soon();
      expect([report.values, offsetsOf(received)]).to.deep.equal([[], [0, 1, 2]]);
      for (const delivery of received.values) delivery.ack();
      soon();
      expect(report.values).to.deep.equal([{ settled: 3, abandoned: 0 }]);
      expect([broker.commits('orders').at(-1), received.complete.callCount]).to.deep.equal([3, 0]);
      expect(broker.asked(RequestCode.UNREGISTER_CLIENT)).to.deep.equal([]);
    });

    it('ends in time with what is not settled, which can still be settled after', () => {
      const { start, consumer, stored, broker, tick, soon } = makeConsumer();
      stored.fill(2);
      const received = start();
      received.values[0]?.ack();
      const report = observe(consumer.drain({ timeoutMs: 2000 }));
      tick(1900);
      expect(report.values).to.deep.equal([]);
      tick(200);
      expect(report.values).to.deep.equal([{ settled: 0, abandoned: 1 }]);
      received.values[1]?.ack();
      void consumer.close();
      soon();
      expect(broker.commits('orders').at(-1)).to.equal(2);
    });

    it('may be asked for twice', () => {
      const { start, consumer, stored, soon } = makeConsumer();
      stored.fill(1);
      const received = start();
      const reports = [observe(consumer.drain()), observe(consumer.drain())];
      received.values[0]?.ack();
      soon();
      expect(reports.map(({ values }) => values)).to.deep.equal([
        [{ settled: 1, abandoned: 0 }],
        [{ settled: 1, abandoned: 0 }],
      ]);
    });

    it('waits longer than a timer can', () => {
      const { start, consumer, stored, runtime } = makeConsumer();
      const schedule = sinon.spy(runtime.scheduler, 'schedule');
      stored.fill(1);
      start();
      void consumer.drain({ timeoutMs: 2 ** 40 });
      expect(Math.max(...schedule.args.map(([, delayMs = 0]) => delayMs))).to.equal(2 ** 31 - 1);
    });

    it('has nothing to do when nobody consumes', () => {
      const { consumer } = makeConsumer();
      expect(observe(consumer.drain()).values).to.deep.equal([{ settled: 0, abandoned: 0 }]);
    });

    it('joins the leaving that is under way', () => {
      const { start, consumer, stored, soon } = makeConsumer();
      stored.fill(1);
      const received = start();
      received.subscription.unsubscribe();
      const report = observe(consumer.drain());
      received.values[0]?.ack();
      soon();
      expect([report.values, consumer.state.name]).to.deep.equal([[{ settled: 1, abandoned: 0 }], 'idle']);
    });
  });

  describe('close', () => {
    it('drains, leaves and completes every stream', () => {
      const { start, consumer, stored, broker, events, soon } = makeConsumer();
      stored.fill(1);
      const received = start();
      const streams = [consumer.state$, consumer.assignment$, consumer.lag$].map((stream$) =>
        observe<unknown>(stream$),
      );
      const report = observe(consumer.close());
      expect(received.complete).to.have.callCount(0);
      received.values[0]?.ack();
      soon();
      expect(report.values).to.deep.equal([{ settled: 1, abandoned: 0 }]);
      const all = [received, events, ...streams];
      expect(all.map(({ complete }) => complete.callCount)).to.deep.equal([1, 1, 1, 1, 1]);
      expect(streams[1]?.values.at(-1)).to.deep.equal([]);
      expect(broker.commits('orders').at(-1)).to.equal(1);
      expect(broker.asked(RequestCode.UNREGISTER_CLIENT)).to.have.length(1);
    });

    it('is joined by later calls', () => {
      const { start, consumer, broker, soon } = makeConsumer();
      start();
      const reports = [observe(consumer.close()), observe(consumer.close({ timeoutMs: 1 }))];
      soon();
      reports.push(observe(consumer.close()));
      expect(reports.map(({ values }) => values.length)).to.deep.equal([1, 1, 1]);
      expect(broker.asked(RequestCode.UNREGISTER_CLIENT)).to.have.length(1);
    });

    it('closes one that was never subscribed to, which cannot be then', () => {
      const { consumer } = makeConsumer();
      expect(observe(consumer.close()).values).to.deep.equal([{ settled: 0, abandoned: 0 }]);
      expect(observe(consumer.messages$).failure).to.be.instanceOf(ClosedError);
      expect(consumer.state.name).to.equal('closed');
    });

    it('waits no longer than it is told, and says what is lost', () => {
      const { start, consumer, stored, tick } = makeConsumer();
      stored.fill(2);
      const received = start();
      const report = observe(consumer.close({ timeoutMs: 500 }));
      tick(550);
      expect(report.values).to.deep.equal([{ settled: 0, abandoned: 2 }]);
      expect(received.values.map(({ state }) => state)).to.deep.equal(['lost', 'lost']);
      expect(received.complete).to.have.callCount(1);
    });

    it('shortens a drain that is under way', () => {
      const { start, consumer, stored, tick } = makeConsumer();
      stored.fill(1);
      start();
      const drained = observe(consumer.drain({ timeoutMs: 60_000 }));
      tick(1000);
      const closed = observe(consumer.close({ timeoutMs: 500 }));
      tick(550);
      expect([drained.values, closed.values]).to.deep.equal([
        [{ settled: 0, abandoned: 1 }],
        [{ settled: 0, abandoned: 1 }],
      ]);
    });

    it('shortens a leaving that is under way', () => {
      const { start, consumer, stored, tick } = makeConsumer({ releaseTimeoutMs: 60_000 });
      stored.fill(1);
      start().subscription.unsubscribe();
      tick(1000);
      const closed = observe(consumer.close({ timeoutMs: 500 }));
      tick(550);
      expect([closed.values.length, consumer.state.name]).to.deep.equal([1, 'closed']);
    });

    it('ends although no broker answers any more', () => {
      const { start, consumer, stored, broker, tick } = makeConsumer();
      stored.fill(1);
      const received = start();
      received.values[0]?.ack();
      const silent = [
        RequestCode.UPDATE_CONSUMER_OFFSET,
        RequestCode.UNREGISTER_CLIENT,
        RequestCode.HEART_BEAT,
      ];
      for (const code of silent) broker.on(code, () => undefined);
      const closed = observe(consumer.close());
      // The last commit and the goodbye have timeouts of their own.
      tick(4300);
      expect(closed.values).to.have.length(1);
    });

    it('ends while the group is being joined', () => {
      const { start, consumer, broker, tick } = makeConsumer();
      broker.on(RequestCode.HEART_BEAT, () => undefined);
      const received = start();
      const closed = observe(consumer.close());
      tick(1100);
      expect([closed.values.length, closed.failure, received.complete.callCount]).to.deep.equal([
        1,
        undefined,
        1,
      ]);
      expect(broker.pulls('orders')).to.deep.equal([]);
    });

    it('ends with a full window, whether that is settled or not', () => {
      for (const isSettled of [true, false]) {
        const { start, consumer, stored, tick } = makeConsumer({ window: { messages: 1 } });
        stored.fill(2);
        const received = start();
        const closed = observe(consumer.close({ timeoutMs: 500 }));
        if (isSettled) received.values[0]?.ack();
        tick(600);
        expect(closed.values).to.deep.equal([{ settled: isSettled ? 1 : 0, abandoned: isSettled ? 0 : 1 }]);
      }
    });

    it('may be called from within a change of state, and while a message is taken', () => {
      const { consumer, stored, soon } = makeConsumer();
      const states: string[] = [];
      consumer.state$.subscribe(({ name }) => {
        states.push(name);
        if (name === 'releasing') {
          void consumer.drain();
          void consumer.close();
        }
      });
      stored.fill(3);
      const received = observe(
        consumer.messages$.pipe(
          tap((delivery) => {
            delivery.ack();
            void consumer.close();
          }),
        ),
      );
      soon();
      expect([received.values.length, received.complete.callCount]).to.deep.equal([1, 1]);
      expect(states).to.deep.equal(['idle', 'consuming', 'releasing', 'idle', 'closed']);
    });

    it('is not undone by who subscribes again as soon as the stream completes', () => {
      const { consumer, nameServer, tick } = makeConsumer();
      nameServer.on(RequestCode.GET_ROUTEINFO_BY_TOPIC, () => undefined);
      const received = observe(consumer.messages$.pipe(repeat()));
      tick();
      void consumer.close();
      tick();
      expect(received.failure).to.be.instanceOf(ClosedError);
      expect(consumer.state.name).to.equal('closed');
    });

    it('lets the client have another consumer of the group', () => {
      const { client, consumer } = makeConsumer();
      void consumer.close();
      expect(() => client.consumer({ group: 'g', subscribe: { orders: '*' } })).not.to.throw();
    });

    it('is what `await using` does', async () => {
      const { consumer } = makeConsumer();
      await consumer[Symbol.asyncDispose]();
      expect(consumer.state.name).to.equal('closed');
    });
  });

  describe('run', () => {
    it('handles, acknowledges and emits each message', () => {
      const { consumer, stored, broker, soon, tick } = makeConsumer();
      stored.fill(3);
      const run = observe(consumer.run((delivery) => delivery.text()));
      soon();
      expect(run.values.map(({ result, outcome }) => [result, outcome.type])).to.deep.equal([
        ['m-0', 'ack'],
        ['m-1', 'ack'],
        ['m-2', 'ack'],
      ]);
      tick(5000);
      expect(broker.commits('orders').at(-1)).to.equal(3);
    });

    it('completes on close also when a message was handed out again here', () => {
      const { consumer, stored, broker, soon, tick } = makeConsumer({ localRetryDelayMs: 1000 });
      broker.on(RequestCode.CONSUMER_SEND_MSG_BACK, () => refuse(ResponseCode.SYSTEM_ERROR));
      stored.fill(1);
      const handler = sinon.stub().onFirstCall().throws(new Error('first time'));
      const run = observe(consumer.run(handler));
      tick(1100);
      void consumer.close();
      soon();
      expect(run.values.map(({ delivery, outcome }) => [delivery.attempt, outcome.type])).to.deep.equal([
        [2, 'ack'],
      ]);
      expect(run.complete).to.have.callCount(1);
    });
  });

  describe('for await', () => {
    it('reads the stream, and leaves the group with the loop', async () => {
      const { consumer, stored, broker, soon } = makeConsumer();
      stored.fill(5);
      const texts: string[] = [];
      const reading = (async () => {
        for await (const delivery of consumer) {
          texts.push(delivery.text());
          delivery.ack();
          if (texts.length === 2) break;
        }
      })();
      soon();
      await reading;
      soon();
      expect([texts, consumer.state.name, broker.commits('orders').at(-1)]).to.deep.equal([
        ['m-0', 'm-1'],
        'idle',
        2,
      ]);
    });
  });

  describe('lag$', () => {
    it('tells every second how much is stored and not settled', () => {
      const { start, consumer, stored, tick } = makeConsumer();
      stored.fill(3);
      const received = start();
      const lags = observe(consumer.lag$);
      tick();
      received.values[0]?.ack();
      tick(1000);
      expect(lags.values.map(({ total }) => total)).to.deep.equal([3, 2]);
      expect(lags.values[0]?.queues).to.deep.equal([
        { queue: { topic: 'orders', brokerName: 'broker-a', queueId: 0 }, messages: 3 },
      ]);
      lags.subscription.unsubscribe();
    });

    it('is nothing while nobody consumes', () => {
      const { consumer, tick } = makeConsumer();
      const lags = observe(consumer.lag$);
      tick();
      lags.subscription.unsubscribe();
      expect(lags.values).to.deep.equal([{ total: 0, queues: [] }]);
    });
  });
});
