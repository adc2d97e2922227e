import { expect } from 'chai';
import fc from 'fast-check';
import { type Observable, of, Subject, take, throwError } from 'rxjs';
import sinon from 'sinon';
import type { ConsumerEvent } from '../../src/consumer/consumer-event.js';
import type { ConsumptionSettings } from '../../src/consumer/consumption-settings.js';
import { QueueConsumption } from '../../src/consumer/queue-consumption.js';
import { Credit } from '../../src/delivery/credit.js';
import type { Delivery } from '../../src/delivery/delivery.js';
import { resolveWindow } from '../../src/delivery/resolve-window.js';
import type { WindowOptions } from '../../src/delivery/window-options.js';
import { CommitFailedError } from '../../src/errors/consumer-error.js';
import { Subscription } from '../../src/message/subscription.js';
import { RequestCode, ResponseCode } from '../../src/protocol/index.js';
import { observe } from '../remoting/toy-network.js';
import { pullAnswer } from '../support/stub-broker/stub-broker.js';
import { makeStubCluster } from '../support/stub-broker/stub-cluster.js';
import { storedRecord } from '../support/stub-broker/stub-queue.js';

const queue = { topic: 'orders', brokerName: 'broker-a', queueId: 0 };

interface Options extends Partial<ConsumptionSettings> {
  readonly window?: WindowOptions;
  readonly start?: number;
  readonly expression?: string;
}

/** A queue of a stub broker while it is ours; commits and send-backs are the spec's. */
function makeConsumption({ window = {}, start = 0, expression = '*', ...overrides }: Options = {}) {
  const stub = makeStubCluster();
  const { routes, broker } = stub.layers();
  observe(routes.lookup('orders'));
  stub.tick();
  const credit = new Credit(resolveWindow(window, 'window'), stub.runtime);
  const events: ConsumerEvent[] = [];
  const commits: number[] = [];
  const sendBack = sinon.stub<Parameters<ConsumptionSettings['sendBack']>, Observable<unknown>>();
  sendBack.callsFake(() => of(undefined));
  const onSettled = sinon.spy();
  const onAbandoned = sinon.spy();
  const consumption = new QueueConsumption(queue, start, {
    subscription: new Subscription('orders', expression, 1),
    credit,
    pulls: {
      group: 'g',
      routes,
      broker,
      options: { suspendTimeoutMs: 15_000, retryDelayMs: 1000, flowControlDelayMs: 20 },
      runtime: stub.runtime,
    },
    decompress: ({ body }) => body,
    sendBack,
    commit: (_, offset) => {
      commits.push(offset);
      return of(undefined);
    },
    commitPlace: () => 'broker#1',
    onUndecodable: () => ({ type: 'deadLetter', reason: 'undecodable' }),
    onSettled,
    onAbandoned,
    onEvent: (event) => events.push(event),
    localRetryDelayMs: 5000,
    runtime: stub.runtime,
    ...overrides,
  });
  const stored = stub.broker.queue('orders');
  const run = () => {
    const received = observe(consumption.deliveries());
    stub.tick();
    return received;
  };
  const commit = (): void => void consumption.commit().subscribe();
  const types = () => events.map(({ type }) => type);
  const pulls = () => stub.broker.pulls('orders');
  return {
    ...stub,
    consumption,
    credit,
    events,
    types,
    commits,
    commit,
    sendBack,
    onSettled,
    onAbandoned,
    stored,
    run,
    pulls,
  };
}

const offsetsOf = ({ values }: { values: readonly Delivery[] }): number[] =>
  values.map(({ offset }) => offset);

const moveTo = (next: number) => () =>
  pullAnswer({ code: ResponseCode.PULL_OFFSET_MOVED, next, min: next, max: next + 1 });

/** Two messages are out when the queue is trimmed to offset 100. */
function makeMoved(options: Options = {}) {
  const made = makeConsumption(options);
  const { stored, run, tick } = made;
  stored.fill(2);
  const received = run();
  const [first, second] = received.values as [Delivery, Delivery];
  stored.minOffset = 100;
  stored.records.length = 0;
  stored.fill(1);
  tick();
  return { ...made, received, first, second };
}

describe('QueueConsumption', () => {
  it('emits the messages of its queue from the start on', () => {
    const { run, stored } = makeConsumption({ start: 2 });
    stored.fill(5);
    const received = run();
    expect(received.values.map((delivery) => [delivery.offset, delivery.text()])).to.deep.equal([
      [2, 'm-2'],
      [3, 'm-3'],
      [4, 'm-4'],
    ]);
    expect(received.values[0]).to.deep.include({ queue });
  });

  it('knows how much is stored and not settled', () => {
    const { run, stored, consumption } = makeConsumption({ start: 2 });
    stored.fill(5);
    const received = run();
    expect([consumption.lag, consumption.unsettled]).to.deep.equal([3, 3]);
    received.values[0]?.ack();
    expect([consumption.lag, consumption.unsettled]).to.deep.equal([2, 2]);
  });

  describe('commit', () => {
    it('tells the lowest offset that is not settled, whatever the order of settling', () => {
      const { run, stored, commit, commits } = makeConsumption();
      stored.fill(5);
      const { values } = run();
      for (const index of [2, 0, 4, 1, 3]) {
        values[index]?.ack();
        commit();
      }
      expect(commits).to.deep.equal([1, 3, 5]);
    });

    it('says nothing when nothing has changed', () => {
      const { run, stored, commit, commits } = makeConsumption({ start: 3 });
      stored.fill(3);
      run();
      commit();
      expect(commits).to.deep.equal([]);
    });

    it('counts as done what the subscription does not want', () => {
      const { run, stored, commit, commits } = makeConsumption({ expression: 'a' });
      stored.fill(4);
      run();
      commit();
      expect(commits).to.deep.equal([4]);
    });

    it('is repeated after it failed', () => {
      const commits: number[] = [];
      let fails = true;
      const { run, stored, commit, consumption } = makeConsumption({
        commit: (_, offset) => {
          commits.push(offset);
          return fails ? throwError(() => new CommitFailedError('key', offset)) : of(undefined);
        },
      });
      stored.fill(1);
      run().values[0]?.ack();
      expect(observe(consumption.commit()).failure).to.be.instanceOf(CommitFailedError);
      fails = false;
      commit();
      commit();
      expect(commits).to.deep.equal([1, 1]);
    });

    it('is repeated where it is not known: at another broker, or at one that may have forgotten it', () => {
      let place: string | undefined = 'master#1';
      const { run, stored, commit, commits } = makeConsumption({ commitPlace: () => place });
      stored.fill(1);
      run().values[0]?.ack();
      for (place of ['master#1', 'slave#1', 'slave#1', 'master#2', undefined]) commit();
      expect(commits).to.deep.equal([1, 1, 1]);
    });

    it('is told of the place where the group began, too, when that is not where commits go', () => {
      let place = 'slave#1';
      const { commit, commits } = makeConsumption({ start: 7, commitPlace: () => place });
      commit();
      place = 'master#1';
      commit();
      expect(commits).to.deep.equal([7]);
    });

    it('does not pass a message that is being given back', () => {
      const { run, stored, commit, commits, sendBack } = makeConsumption();
      const taken = new Subject<void>();
      sendBack.returns(taken);
      stored.fill(2);
      const { values } = run();
      values[0]?.retry();
      values[1]?.ack();
      commit();
      expect(commits).to.deep.equal([]);
      taken.complete();
      commit();
      expect(commits).to.deep.equal([2]);
    });

    it('never passes one that is not settled, in whatever order and way they are decided', () => {
      const moves = fc.array(
        fc.record({
          pick: fc.nat(),
          decide: fc.constantFrom('ack', 'retry', 'deadLetter', 'lost'),
          fails: fc.boolean(),
        }),
        { maxLength: 30 },
      );
      fc.assert(
        fc.property(moves, (steps) => {
          const { run, stored, commit, commits, sendBack, consumption } = makeConsumption();
          stored.fill(12);
          const open = run().values.slice(0, 12);
          for (const { pick, decide, fails } of steps) {
            const delivery = open[pick % open.length];
            sendBack.callsFake(() => (fails ? throwError(() => new Error('no')) : of(undefined)));
            if (decide === 'ack') delivery?.ack();
            else if (decide === 'retry') delivery?.retry();
            else if (decide === 'deadLetter') delivery?.deadLetter('');
            else if (pick % 40 === 0) consumption.lose('revoked');
            commit();
            const unsettled = open.filter(({ state }) => state !== 'settled').map(({ offset }) => offset);
            expect(commits.at(-1) ?? 0).to.equal(Math.min(12, ...unsettled));
          }
        }),
        { numRuns: 50 },
      );
    });
  });

  describe('giving back', () => {
    it('hands message and decision over, and is settled when that is done', () => {
      const { run, stored, sendBack, credit, onSettled } = makeConsumption();
      const taken = new Subject<void>();
      sendBack.returns(taken);
      stored.fill(1);
      const [delivery] = run().values;
      delivery?.retry({ level: 3 });
      expect(sendBack).to.have.been.calledOnceWithExactly(delivery?.source, {
        type: 'retry',
        delay: { level: 3 },
      });
      expect([delivery?.state, credit.messages, onSettled.callCount]).to.deep.equal(['deciding', 1, 0]);
      taken.complete();
      expect([delivery?.state, credit.messages, onSettled.callCount]).to.deep.equal(['settled', 0, 1]);
    });

    for (const [how, fail] of [
      ['fails', () => throwError(() => new Error('no'))],
      [
        'throws',
        () => {
          throw new Error('no');
        },
      ],
    ] as const) {
      it(`hands the message out again after a while when it ${how}, as one more attempt`, () => {
        const { run, stored, sendBack, events, credit, commit, commits, tick } = makeConsumption();
        sendBack.callsFake(fail);
        stored.fill(2);
        const received = run();
        received.values[0]?.retry();
        received.values[1]?.ack();
        expect(events).to.have.length(1);
        expect(events[0]).to.deep.include({ type: 'send-back-failed', queue, offset: 0 });
        tick(4900);
        commit();
        expect([received.values.length, credit.messages, commits]).to.deep.equal([2, 1, []]);
        tick(200);
        expect(received.values.map(({ offset, attempt }) => [offset, attempt])).to.deep.equal([
          [0, 1],
          [1, 1],
          [0, 2],
        ]);
        received.values[2]?.ack();
        commit();
        expect([credit.messages, commits]).to.deep.equal([0, [2]]);
      });
    }

    it('counts on when it fails again', () => {
      const { run, stored, sendBack, tick } = makeConsumption();
      sendBack.callsFake(() => throwError(() => new Error('no')));
      stored.fill(1);
      const received = run();
      for (let times = 0; times < 3; times++) {
        received.values.at(-1)?.deadLetter('');
        tick(5000);
      }
      expect(received.values.map(({ attempt }) => attempt)).to.deep.equal([1, 2, 3, 4]);
    });

    it('gives the message up at once when it fails and nobody takes deliveries any more', () => {
      const { run, stored, sendBack, credit, onAbandoned, commit, commits } = makeConsumption();
      sendBack.callsFake(() => throwError(() => new Error('no')));
      stored.fill(1);
      const received = run();
      received.subscription.unsubscribe();
      received.values[0]?.retry();
      expect([received.values[0]?.state, credit.messages, onAbandoned.callCount]).to.deep.equal([
        'lost',
        0,
        1,
      ]);
      commit();
      expect(commits).to.deep.equal([]);
    });

    it('gives the message up when nobody takes deliveries any more at the time it is due again', () => {
      const { run, stored, sendBack, credit, tick } = makeConsumption();
      sendBack.callsFake(() => throwError(() => new Error('no')));
      stored.fill(1);
      const received = run();
      received.values[0]?.retry();
      received.subscription.unsubscribe();
      tick(5000);
      expect([received.values.length, received.values[0]?.state, credit.messages]).to.deep.equal([
        1,
        'lost',
        0,
      ]);
    });
  });

  describe('when the broker moves the offset', () => {
    it('voids what came before, and goes on there', () => {
      const { received, first, second, events, credit, tick } = makeMoved();
      tick();
      expect([first.state, second.signal.aborted]).to.deep.equal(['lost', true]);
      expect(events).to.deep.include({ type: 'offset-moved', queue, offset: 100 });
      expect([offsetsOf(received), credit.messages]).to.deep.equal([[0, 1, 100], 1]);
    });

    it('commits the new place before it pulls from there', () => {
      const stored = new Subject<void>();
      const commits: number[] = [];
      const { pulls, tick } = makeMoved({
        commit: (_, offset) => {
          commits.push(offset);
          return stored.pipe(take(1));
        },
      });
      expect([commits, pulls().length]).to.deep.equal([[100], 2]);
      stored.next();
      tick();
      expect(pulls()[2]?.queueOffset).to.equal(100);
    });

    it('does not let late decisions change the committed offset', () => {
      const { first, second, commit, commits } = makeMoved();
      first.ack();
      second.retry();
      commit();
      expect(commits).to.deep.equal([100]);
    });

    it('tries again when the new place could not be committed', () => {
      let fails = true;
      const { types, received, tick } = makeMoved({
        commit: (_, offset) => {
          if (!fails) return of(undefined);
          fails = false;
          return throwError(() => new CommitFailedError('key', offset));
        },
      });
      expect(types()).to.deep.equal(['offset-moved', 'pull-failed']);
      tick(1100);
      expect(offsetsOf(received)).to.deep.equal([0, 1, 100]);
    });

    it('does not hand out again what could not be given back before', () => {
      const taken = new Subject<void>();
      const { stored, broker, run, sendBack, types, tick } = makeConsumption();
      sendBack.returns(taken);
      stored.fill(1);
      const received = run();
      received.values[0]?.retry();
      broker.once(RequestCode.PULL_MESSAGE, moveTo(1));
      tick(15_000);
      taken.error(new Error('no'));
      tick(5000);
      expect([offsetsOf(received), types()]).to.deep.equal([[0], ['offset-moved']]);
    });
  });

  describe('when it is lost', () => {
    it('voids what is unsettled, returns the credit, and late decisions do nothing', () => {
      const { run, stored, consumption, credit, commit, commits, sendBack } = makeConsumption();
      stored.fill(3);
      const [first, second, third] = run().values;
      first?.ack();
      consumption.lose('revoked');
      second?.ack();
      third?.retry();
      commit();
      expect([second?.state, third?.signal.aborted]).to.deep.equal(['lost', true]);
      expect([credit.messages, commits, sendBack.callCount]).to.deep.equal([0, [1], 0]);
    });

    it('does not wait for decisions that are being carried out', () => {
      const { run, stored, consumption, sendBack, commit, commits, tick } = makeConsumption();
      const taken = new Subject<void>();
      sendBack.returns(taken);
      stored.fill(1);
      const [delivery] = run().values;
      delivery?.retry();
      consumption.lose('revoked');
      expect([taken.observed, delivery?.state]).to.deep.equal([false, 'lost']);
      tick(10_000);
      commit();
      expect(commits).to.deep.equal([]);
    });
  });

  it('returns the credit of what was never read, and holds its offset', () => {
    const { run, stored, credit, commit, commits, onSettled, onAbandoned } = makeConsumption();
    stored.fill(2);
    const [first, second] = run().values;
    first?.settlement.abandon();
    second?.ack();
    commit();
    expect([first?.state, credit.messages, commits]).to.deep.equal(['lost', 0, []]);
    expect([onSettled.callCount, onAbandoned.callCount]).to.deep.equal([1, 1]);
  });

  describe('window', () => {
    it('takes in no more than the queue may hold, and the rest when there is room', () => {
      const { run, stored, credit, pulls, tick } = makeConsumption({ window: { messages: 10, perQueue: 2 } });
      stored.fill(5);
      const received = run();
      tick(1000);
      const before = pulls().length;
      expect([offsetsOf(received), credit.messages]).to.deep.equal([[0, 1], 2]);
      tick(1000);
      expect(pulls()).to.have.length(before);
      received.values[0]?.ack();
      received.values[1]?.ack();
      tick(1000);
      expect(offsetsOf(received)).to.deep.equal([0, 1, 2, 3]);
    });

    it('does not get further ahead of an unsettled message than the span allows', () => {
      const { run, stored, pulls, tick } = makeConsumption({ window: { span: 4 } });
      stored.fill(10);
      const received = run();
      expect(offsetsOf(received)).to.deep.equal([0, 1, 2, 3]);
      const before = pulls().length;
      for (const index of [1, 2, 3]) received.values[index]?.ack();
      tick(1000);
      expect(pulls()).to.have.length(before);
      received.values[0]?.ack();
      tick(1000);
      expect(offsetsOf(received)).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7]);
    });

    it('does not pull a large message again and again while it does not fit', () => {
      const { run, stored, broker, pulls, tick } = makeConsumption({ window: { bytes: 100 } });
      stored.put({ body: 'x'.repeat(60) }, { body: 'y'.repeat(60) });
      broker.on(RequestCode.PULL_MESSAGE, (request, peer) =>
        pulls().length > 20 ? undefined : broker.standard(request, peer),
      );
      const received = run();
      tick(10_000);
      expect([offsetsOf(received), pulls().length]).to.deep.equal([[0], 1]);
      received.values[0]?.ack();
      tick();
      expect(offsetsOf(received)).to.deep.equal([0, 1]);
    });

    it('takes nothing in for a subscriber that leaves in the middle of an answer', () => {
      const { stored, consumption, credit, commit, commits, tick } = makeConsumption();
      stored.fill(5);
      const received: Delivery[] = [];
      const subscription = consumption.deliveries().subscribe((delivery) => {
        received.push(delivery);
        if (received.length === 2) subscription.unsubscribe();
      });
      tick();
      expect([received.length, credit.messages]).to.deep.equal([2, 2]);
      for (const delivery of received) delivery.ack();
      commit();
      expect(commits).to.deep.equal([2]);
    });
  });

  describe('a message whose body cannot be unpacked', () => {
    const failure = new Error('corrupt');
    const corruptAt =
      (offset: number): ConsumptionSettings['decompress'] =>
      ({ body, queueOffset }) => {
        if (queueOffset === offset) throw failure;
        return body;
      };

    it('is an event, and is decided about without being handed out', () => {
      const onUndecodable = sinon.stub().returns({ type: 'retry', delay: { level: 2 } });
      const { run, stored, events, sendBack, commit, commits } = makeConsumption({
        decompress: corruptAt(1),
        onUndecodable,
      });
      stored.fill(3);
      const received = run();
      expect(offsetsOf(received)).to.deep.equal([0, 2]);
      expect(events).to.have.length(1);
      expect(events[0]).to.deep.include({ type: 'undecodable', queue, offset: 1, error: failure });
      expect(onUndecodable).to.have.callCount(1);
      expect(sendBack.firstCall.args[1]).to.deep.equal({ type: 'retry', delay: { level: 2 } });
      for (const delivery of received.values) delivery.ack();
      commit();
      expect(commits).to.deep.equal([3]);
    });

    it('is retried when the program fails to decide, and the others are not affected', () => {
      const { run, stored, sendBack, types } = makeConsumption({
        decompress: corruptAt(0),
        onUndecodable: () => {
          throw new Error('mine');
        },
      });
      stored.fill(2);
      const received = run();
      expect([offsetsOf(received), types()]).to.deep.equal([[1], ['undecodable']]);
      expect(sendBack.firstCall.args[1]).to.deep.equal({ type: 'retry', delay: {} });
    });

    it('waits for room like any other', () => {
      const { run, stored, types } = makeConsumption({ decompress: corruptAt(1), window: { messages: 1 } });
      stored.fill(2);
      const received = run();
      expect(types()).to.deep.equal([]);
      received.values[0]?.ack();
      expect(types()).to.deep.equal([]);
    });
  });

  it('reports a record that cannot be read once, and goes on after it', () => {
    const { run, stored, events, sendBack, commit, commits, tick } = makeConsumption({
      window: { bytes: 3 },
    });
    const spoilt = storedRecord('orders', 0, 1);
    spoilt.writeInt32BE(1_000_000, 84);
    stored.fill(4);
    stored.records[1] = spoilt;
    const received = run();
    for (let times = 0; times < 3; times++) {
      for (const delivery of received.values) delivery.ack();
      tick(100);
    }
    expect(offsetsOf(received)).to.deep.equal([0, 2, 3]);
    expect(events.map(({ type }) => type)).to.deep.equal(['undecodable']);
    commit();
    expect([sendBack.callCount, commits]).to.deep.equal([0, [4]]);
  });
});
