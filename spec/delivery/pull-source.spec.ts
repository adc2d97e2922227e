import { expect } from 'chai';
import { of, Subject, take } from 'rxjs';
import type { PullResult } from '../../src/broker/calls/pull-message.js';
import { Credit } from '../../src/delivery/credit.js';
import { pullSource, type PullSourceSettings } from '../../src/delivery/pull-source.js';
import { resolveWindow } from '../../src/delivery/resolve-window.js';
import type { WindowOptions } from '../../src/delivery/window-options.js';
import { AuthenticationError, BrokerBusyError } from '../../src/errors/broker-error.js';
import type { PullFailedError } from '../../src/errors/consumer-error.js';
import { NoAvailableBrokerError } from '../../src/errors/route-error.js';
import { Subscription } from '../../src/message/subscription.js';
import { RequestCode, ResponseCode } from '../../src/protocol/index.js';
import { observe } from '../remoting/toy-network.js';
import { pullAnswer } from '../support/stub-broker/stub-broker.js';
import { makeStubCluster } from '../support/stub-broker/stub-cluster.js';
import { routeData } from '../support/stub-broker/stub-name-server.js';
import { refuse } from '../support/stub-broker/stub-server.js';

const code = RequestCode.PULL_MESSAGE;
const queue = { topic: 'orders', brokerName: 'broker-a', queueId: 0 };

interface Options extends Partial<PullSourceSettings> {
  readonly window?: WindowOptions;
}

/** A pull source over a queue of the stub broker; what it pulls is looked at and not kept. */
function makeSource({ window = {}, ...overrides }: Options = {}) {
  const stub = makeStubCluster();
  const { routes, broker, pool } = stub.layers();
  observe(routes.lookup('orders'));
  stub.tick();
  const credit = new Credit(resolveWindow(window, 'window'), stub.runtime);
  const results: PullResult[] = [];
  const failures: PullFailedError[] = [];
  let next = 0;
  const source = pullSource({
    group: 'g',
    queue,
    subscription: new Subscription('orders', 'a || b', 5),
    routes,
    broker,
    credit,
    options: { suspendTimeoutMs: 15_000, retryDelayMs: 1000, flowControlDelayMs: 20 },
    runtime: stub.runtime,
    nextOffset: () => next,
    neededBytes: () => 0,
    queueRoom: () => 100,
    room: () => of(undefined),
    admit: (result) => {
      results.push(result);
      next = result.nextOffset;
      return of(result.nextOffset < result.maxOffset);
    },
    onFailure: (error) => failures.push(error),
    ...overrides,
  });
  const start = () => {
    const running = observe(source);
    stub.tick();
    return running;
  };
  const pulls = () => stub.broker.pulls('orders');
  const stored = stub.broker.queue('orders');
  const connection = pool.get(stub.broker.address);
  return { ...stub, routes, credit, results, failures, start, pulls, stored, connection };
}

describe('pullSource', () => {
  it('asks for the queue from the next offset on, with its own subscription', () => {
    const { start, pulls } = makeSource();
    start();
    expect(pulls()).to.have.length(1);
    expect(pulls()[0]).to.include({
      consumerGroup: 'g',
      topic: 'orders',
      queueId: 0,
      queueOffset: 0,
      maxMsgNums: 32,
      suspendTimeoutMillis: 15_000,
      subscription: 'a || b',
      subVersion: 5,
      expressionType: 'TAG',
      maxMsgBytes: 64 * 1024 * 1024,
      bname: 'broker-a',
    });
  });

  it('pulls nothing before it is subscribed to, and emits nothing', () => {
    const { tick, pulls, start, stored } = makeSource();
    tick();
    expect(pulls()).to.deep.equal([]);
    stored.fill(3);
    expect(start().values).to.deep.equal([]);
  });

  it('goes on where the last answer ended, one pull after the other', () => {
    const { start, stored, pulls, tick } = makeSource();
    stored.fill(40);
    start();
    stored.fill(2);
    tick();
    expect(pulls().map(({ queueOffset }) => queueOffset)).to.deep.equal([0, 32, 40, 42]);
  });

  it('never has two pulls under way', () => {
    const { start, broker, pulls, stored, tick } = makeSource();
    stored.fill(100);
    broker.delay(code, 100);
    start();
    tick(90);
    expect(pulls()).to.have.length(1);
    tick(100);
    expect(pulls()).to.have.length(2);
  });

  it('pulls again only when the answer was taken in', () => {
    const taken = new Subject<boolean>();
    const { start, stored, pulls, tick } = makeSource({ admit: () => taken.pipe(take(1)) });
    stored.fill(40);
    start();
    expect(pulls()).to.have.length(1);
    taken.next(true);
    tick();
    expect(pulls()).to.have.length(2);
  });

  it('parks when nothing is known to be there, and asks for an answer at once when something is', () => {
    const { start, stored, pulls } = makeSource();
    stored.fill(33);
    start();
    expect(pulls().map(({ suspendTimeoutMillis }) => suspendTimeoutMillis)).to.deep.equal([
      15_000, 0, 15_000,
    ]);
  });

  it('parks again when the hold has expired', () => {
    const { start, pulls, results, tick } = makeSource();
    start();
    tick(15_000);
    expect(results.map(({ status }) => status)).to.deep.equal(['none']);
    expect(pulls().map(({ suspendTimeoutMillis }) => suspendTimeoutMillis)).to.deep.equal([15_000, 15_000]);
  });

  it('parks for at least one message although the window is full', () => {
    const { start, credit, pulls } = makeSource({ window: { messages: 1 } });
    credit.take(1);
    start();
    expect(pulls()[0]?.maxMsgNums).to.equal(1);
  });

  it('asks for no more than is free', () => {
    const { start, credit, pulls } = makeSource({ window: { messages: 10, bytes: 5000 } });
    for (let count = 0; count < 3; count++) credit.take(1000);
    start();
    expect(pulls()[0]).to.include({ maxMsgNums: 7, maxMsgBytes: 2000 });
  });

  it('asks for at least a small answer when hardly a byte is free', () => {
    const { start, credit, pulls } = makeSource({ window: { bytes: 5000 } });
    credit.take(4999);
    start();
    expect(pulls()[0]?.maxMsgBytes).to.equal(1024);
  });

  it('waits for its turn in the window when more is there', () => {
    const { start, credit, stored, pulls, tick } = makeSource({ window: { messages: 1 } });
    credit.take(1);
    stored.fill(5);
    start();
    expect(pulls()).to.have.length(1);
    credit.giveBack(1);
    tick();
    expect(pulls()[1]).to.include({ queueOffset: 1, maxMsgNums: 1, suspendTimeoutMillis: 0 });
  });

  it('does not pull a message again that did not fit before there is room for it', () => {
    const { start, broker, credit, stored, pulls, tick } = makeSource({
      window: { bytes: 100 },
      neededBytes: () => 60,
      admit: () => of(true),
    });
    [45, 45].forEach((bytes) => credit.take(bytes));
    stored.fill(1);
    broker.on(code, (request, peer) => (pulls().length > 10 ? undefined : broker.standard(request, peer)));
    const counts = [() => start(), () => tick(1000), () => credit.giveBack(5), () => credit.giveBack(15)].map(
      (act) => {
        act();
        tick();
        return pulls().length;
      },
    );
    // The first pull was parked and did not know. In the end the message fits, and is not taken, for ever.
    expect(counts).to.deep.equal([1, 1, 1, 11]);
  });

  it('waits until the queue itself has room', () => {
    let free = 0;
    const room = new Subject<void>();
    const { start, pulls, tick } = makeSource({ queueRoom: () => free, room: () => room });
    start();
    expect(pulls()).to.deep.equal([]);
    free = 3;
    room.next();
    tick();
    expect(pulls()[0]?.maxMsgNums).to.equal(3);
  });

  it('reads from the broker that was suggested last', () => {
    const { start, addBroker, broker, nameServer, routes, stored, tick } = makeSource();
    const slave = addBroker('10.0.1.1:10911');
    const addresses = { 0: broker.address, 1: slave.address };
    nameServer.routes.set('orders', routeData([{ name: 'broker-a', addresses }]));
    observe(routes.refresh('orders'));
    tick();
    broker.once(code, () => pullAnswer({ code: ResponseCode.PULL_NOT_FOUND, next: 0, suggested: 1 }));
    stored.fill(1);
    start();
    expect([broker.asked(code).length, slave.asked(code).length]).to.deep.equal([1, 1]);
  });

  it('goes back to the master when the suggested broker fails', () => {
    const { start, addBroker, broker, nameServer, routes, tick } = makeSource();
    const slave = addBroker('10.0.1.1:10911');
    const addresses = { 0: broker.address, 1: slave.address };
    nameServer.routes.set('orders', routeData([{ name: 'broker-a', addresses }]));
    observe(routes.refresh('orders'));
    tick();
    broker.once(code, () => pullAnswer({ code: ResponseCode.PULL_NOT_FOUND, next: 0, suggested: 1 }));
    slave.on(code, () => refuse(ResponseCode.SYSTEM_ERROR));
    start();
    tick(1100);
    expect([broker.asked(code).length, slave.asked(code).length]).to.deep.equal([2, 1]);
  });

  it('does not wait for a broker that is away where there is another to read', () => {
    let reader: string | undefined;
    const { start, addBroker, broker, nameServer, routes, stored, tick, failures } = makeSource({
      readAddress: () => reader,
    });
    const slave = addBroker('10.0.1.1:10911');
    const addresses = { 0: broker.address, 1: slave.address };
    nameServer.routes.set('orders', routeData([{ name: 'broker-a', addresses }]));
    observe(routes.refresh('orders'));
    tick();
    start();
    broker.stop();
    stored.fill(1);
    tick(1100);
    expect(failures.map(({ cause }) => (cause as Error).name)).to.include('ConnectFailedError');
    reader = slave.address;
    tick(1100);
    expect(slave.asked(code)).to.have.length(1);
  });

  describe('when a pull fails', () => {
    it('tells of it and tries again after a while', () => {
      const { start, broker, failures, pulls, tick } = makeSource();
      broker.once(code, () => refuse(ResponseCode.SYSTEM_ERROR));
      const running = start();
      expect(failures).to.have.length(1);
      expect(failures[0]).to.include({ code: 'ROCKETMQ_PULL_FAILED', retriable: true });
      expect(failures[0]?.context).to.deep.equal({ queue: 'orders@broker-a@0', group: 'g', topic: 'orders' });
      expect(failures[0]?.cause).to.have.property('responseCode', ResponseCode.SYSTEM_ERROR);
      tick(990);
      expect(pulls()).to.have.length(1);
      tick(20);
      expect(pulls()).to.have.length(2);
      expect(running.failure).to.equal(undefined);
    });

    it('tries again soon when that was flow control', () => {
      const { start, broker, failures, pulls, tick } = makeSource();
      broker.once(code, () => refuse(ResponseCode.FLOW_CONTROL));
      start();
      expect(failures[0]?.cause).to.be.instanceOf(BrokerBusyError);
      tick(30);
      expect(pulls()).to.have.length(2);
    });

    it('does not believe in more any longer, and parks', () => {
      const { start, broker, stored, pulls, tick } = makeSource();
      stored.fill(40);
      broker.once(code, (request, peer) => {
        broker.once(code, () => refuse(ResponseCode.SYSTEM_ERROR));
        return broker.standard(request, peer);
      });
      start();
      tick(1100);
      expect(
        pulls()
          .map(({ suspendTimeoutMillis }) => suspendTimeoutMillis)
          .slice(0, 3),
      ).to.deep.equal([15_000, 0, 15_000]);
    });

    it('tries again when the route knows the broker', () => {
      const { start, nameServer, broker, routes, failures, pulls, tick } = makeSource({
        queue: { ...queue, brokerName: 'broker-x' },
      });
      start();
      expect(failures[0]?.cause).to.be.instanceOf(NoAvailableBrokerError);
      const brokers = [{ name: 'broker-x', addresses: { 0: broker.address } }];
      nameServer.routes.set('orders', routeData(brokers));
      observe(routes.refresh('orders'));
      tick(1100);
      expect(pulls()).to.have.length(1);
    });

    it('goes on by itself when the connection is back', () => {
      const { start, broker, pulls, tick } = makeSource();
      start();
      broker.stop();
      tick(5000);
      broker.start();
      tick(40_000);
      expect(pulls().length).to.be.greaterThan(1);
      expect(broker.peers).to.have.length(1);
    });

    it('errs when trying again is useless', () => {
      const { start, broker, failures, pulls, tick } = makeSource();
      broker.on(code, () => refuse(ResponseCode.NO_PERMISSION, 'check signature failed'));
      const running = start();
      expect(running.failure).to.be.instanceOf(AuthenticationError);
      expect(failures[0]).to.have.property('retriable', false);
      tick(5000);
      expect(pulls()).to.have.length(1);
    });
  });

  describe('when it is unsubscribed', () => {
    it('gives up the pull that is under way', () => {
      const { start, connection, pulls, stored, tick } = makeSource();
      const running = start();
      expect(connection.metrics().parked).to.equal(1);
      running.subscription.unsubscribe();
      expect(connection.metrics().parked).to.equal(0);
      stored.fill(1);
      tick(20_000);
      expect(pulls()).to.have.length(1);
    });

    it('does not try a failed pull again', () => {
      const { start, broker, pulls, tick } = makeSource();
      broker.on(code, () => refuse(ResponseCode.SYSTEM_ERROR));
      start().subscription.unsubscribe();
      tick(5000);
      expect(pulls()).to.have.length(1);
    });

    it('leaves the line for the window', () => {
      const { start, credit, stored, pulls, tick } = makeSource({ window: { messages: 1 } });
      credit.take(1);
      stored.fill(5);
      start().subscription.unsubscribe();
      credit.giveBack(1);
      tick(1000);
      expect(pulls()).to.have.length(1);
      let promised = 0;
      credit.withPromise((messages) => of((promised = messages))).subscribe();
      expect(promised).to.equal(1);
    });
  });
});
