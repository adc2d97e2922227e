import { expect } from 'chai';
import { NEVER, of } from 'rxjs';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';
import { leastInFlight } from '../../../src/broker/manager/pick-strategy.js';
import { GetMaxOffsetRequestHeader } from '../../../src/protocol/headers/get-max-offset.js';
import { createRequest } from '../../../src/protocol/remoting-command.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { ResponseCode } from '../../../src/protocol/response-code.js';
import { observe } from '../../remoting/toy-network.js';
import { makeManagedCluster, type ManagedCluster, type ManagedClusterOptions } from './managed-cluster.js';

describe('BrokerManager', () => {
  let made: ManagedCluster | undefined;

  const make = async (options?: ManagedClusterOptions): Promise<ManagedCluster> => {
    made = await makeManagedCluster(options);
    return made;
  };

  /** The states that a broker went through. */
  const statesOf = ({ events }: ManagedCluster, address: string): readonly string[] =>
    events.values.flatMap((event) =>
      event.type === 'broker-health-changed' && event.address === address ? [event.to] : [],
    );

  const countRequests = ({ cluster }: ManagedCluster, code: number): { count: number } => {
    const seen = { count: 0 };
    cluster.exchanges$.subscribe(({ request }) => {
      if (request.code === code) seen.count += 1;
    });
    return seen;
  };

  afterEach(async () => {
    await made?.close();
    expect(made?.clock.timers ?? 0, 'timers that were left').to.equal(0);
    made = undefined;
  });

  describe('which brokers there are', () => {
    it('follows from the routes', async () => {
      const { manager, discover, addressOf, events } = await make({ brokers: { brokers: 2, slaves: 1 } });
      expect(manager.brokers).to.deep.equal([]);
      await discover();
      const views = manager.brokers.map(({ address, brokerName, brokerId, health }) => [
        address,
        brokerName,
        brokerId,
        health.state,
      ]);
      expect(views).to.have.deep.members([
        [addressOf('broker-a'), 'broker-a', 0, 'unknown'],
        [addressOf('broker-a', 1), 'broker-a', 1, 'unknown'],
        [addressOf('broker-b'), 'broker-b', 0, 'unknown'],
        [addressOf('broker-b', 1), 'broker-b', 1, 'unknown'],
      ]);
      expect(events.values.map(({ type }) => type)).to.deep.equal(
        Array.from({ length: 4 }, () => 'broker-added'),
      );
    });

    it('follows what routes lose', async () => {
      const { manager, cluster, discover, addressOf, events, clock } = await make({
        brokers: { brokers: 2 },
      });
      await discover();
      const address = addressOf('broker-b');
      const health = observe(manager.health(address));
      await clock.until(cluster.brokers[1]!.stop());
      await discover();
      expect(manager.brokers.map(({ brokerName }) => brokerName)).to.deep.equal(['broker-a']);
      expect(events.values.at(-1)).to.deep.equal({
        type: 'broker-removed',
        address,
        brokerName: 'broker-b',
      });
      expect(health.complete).to.have.been.calledOnce;
    });

    it('can be added and removed by hand', async () => {
      const { manager, pool, addressOf, ask, clock } = await make();
      const address = addressOf('broker-a');
      const list = observe(manager.brokers$);
      manager.add(address, { brokerName: 'mine' });
      manager.add(address, { brokerName: 'mine' });
      expect(await ask(address)).to.equal(true);
      expect(pool.clients(address)).to.have.length(1);
      await clock.until(manager.remove(address));
      expect(pool.clients(address)).to.deep.equal([]);
      expect(
        list.values.map((brokers) => brokers.map(({ brokerName, health }) => [brokerName, health.state])),
      ).to.deep.equal([[], [['mine', 'unknown']], [['mine', 'healthy']], []]);
    });

    it('refuses an address that is none', async () => {
      const { manager } = await make();
      expect(() => manager.add('nowhere')).to.throw(InvalidArgumentError);
    });

    it('keeps a broker that a route names when it is removed by hand, and disconnects it', async () => {
      const { manager, pool, addressOf, ask, discover, clock } = await make();
      await discover();
      const address = addressOf('broker-a');
      await ask(address);
      await clock.until(manager.remove(address));
      expect(manager.brokers).to.have.length(1);
      expect(pool.clients(address)).to.deep.equal([]);
    });
  });

  describe('health', () => {
    it('follows from traffic, whoever makes it', async () => {
      const { manager, pool, discover, addressOf, clock } = await make();
      await discover();
      const address = addressOf('broker-a');
      const health = observe(manager.health(address));
      const request = createRequest(RequestCode.GET_MAX_OFFSET, GetMaxOffsetRequestHeader, {
        topic: 'orders',
        queueId: 0,
      });
      await clock.until(pool.get(address).invoke(request));
      expect(health.values.map(({ state }) => state)).to.deep.equal(['unknown', 'healthy']);
    });

    it('is unknown for a broker that is not known', async () => {
      const { manager } = await make();
      const health = observe(manager.health('10.0.0.1:10911'));
      expect(health.values.map(({ state }) => state)).to.deep.equal(['unknown']);
      expect(health.complete).to.have.been.calledOnce;
      expect(manager.isUsable('10.0.0.1:10911')).to.equal(true);
    });

    it('goes through suspension and recovery when a broker is killed and comes back', async () => {
      const cluster = await make({ brokers: { brokers: 2 } });
      const { manager, discover, addressOf, ask, clock } = cluster;
      await discover();
      const address = addressOf('broker-b');
      await ask(address);
      await clock.until(cluster.cluster.brokers[1]!.stop());
      await clock.advance(1000);
      for (let count = 0; count < 2; count += 1) {
        expect(await ask(address)).to.equal(false);
        await clock.advance(200);
      }
      expect(manager.isUsable(address)).to.equal(false);
      await clock.until(cluster.cluster.brokers[1]!.start());
      await clock.advance(10_000);
      expect(statesOf(cluster, address)).to.deep.equal([
        'healthy',
        'unhealthy',
        'suspended',
        'recovering',
        'healthy',
      ]);
      expect(manager.isUsable(address)).to.equal(true);
      expect(statesOf(cluster, addressOf('broker-a'))).to.deep.equal([]);
    });

    it('fails for good when nothing helps, and is tried again all the same', async () => {
      const cluster = await make({ brokers: { brokers: 1 } });
      const { manager, discover, addressOf, ask, clock } = cluster;
      await discover();
      const address = addressOf('broker-a');
      manager.add(address);
      await clock.until(cluster.cluster.brokers[0]!.stop());
      await ask(address);
      await clock.advance(120_000);
      expect(statesOf(cluster, address).slice(0, 3)).to.deep.equal(['unhealthy', 'suspended', 'recovering']);
      expect(statesOf(cluster, address).at(-1)).to.equal('failed');
      await clock.until(cluster.cluster.brokers[0]!.start());
      await clock.advance(40_000);
      expect(statesOf(cluster, address).slice(-2)).to.deep.equal(['recovering', 'healthy']);
    });

    it('keeps new work from a broker that hangs, until a probe was answered', async () => {
      const cluster = await make({ brokers: { brokers: 2 } });
      const { manager, discover, addressOf, ask, clock } = cluster;
      await discover();
      const address = addressOf('broker-b');
      await ask(address);
      const hanging = cluster.cluster.faults.pause({ at: address });
      for (let count = 0; count < 5; count += 1) await ask(address);
      let usable = 0;
      for (let count = 0; count < 600; count += 1) {
        await clock.advance(100);
        if (manager.isUsable(address)) usable += 1;
      }
      expect(usable, 'in a minute of several suspensions').to.equal(0);
      expect(statesOf(cluster, address)).to.include.members(['suspended', 'recovering']);
      hanging.remove();
      await clock.advance(40_000);
      expect(manager.isUsable(address)).to.equal(true);
      expect(statesOf(cluster, address).at(-1)).to.equal('healthy');
    });

    it('suffers from answers that say busy', async () => {
      const cluster = await make();
      const { discover, addressOf, ask, clock } = cluster;
      await discover();
      const address = addressOf('broker-a');
      cluster.cluster.faults.answer(ResponseCode.SYSTEM_BUSY, { code: RequestCode.GET_MAX_OFFSET, times: 3 });
      for (let count = 0; count < 4; count += 1) await ask(address);
      await clock.settle();
      expect(statesOf(cluster, address)).to.deep.equal(['unhealthy', 'healthy']);
    });

    it('is degraded while answers are slow, and probes find out when they no longer are', async () => {
      const cluster = await make({ manager: { health: { minSamples: 1 } } });
      const { manager, discover, addressOf, ask, clock } = cluster;
      await discover();
      const address = addressOf('broker-a');
      const slow = cluster.cluster.faults.delay(600, { code: RequestCode.GET_MAX_OFFSET });
      await ask(address);
      expect(statesOf(cluster, address)).to.deep.equal(['degraded']);
      slow.remove();
      await clock.advance(20_000);
      expect(statesOf(cluster, address)).to.deep.equal(['degraded', 'healthy']);
      expect(manager.brokers[0]?.health.latencyMs).to.be.below(400);
    });
  });

  describe('probes', () => {
    it('are not made of brokers that nobody has used', async () => {
      const cluster = await make();
      const { count } = countRequests(cluster, RequestCode.HEART_BEAT);
      await cluster.discover();
      await cluster.clock.advance(300_000);
      expect(count).to.equal(0);
      expect(cluster.pool.clients(cluster.addressOf('broker-a'))).to.deep.equal([]);
    });

    it('are made only when there is no traffic, over the shared connection', async () => {
      const cluster = await make({ manager: { health: { idleProbeIntervalMs: 10_000 } } });
      const { discover, addressOf, ask, clock, pool } = cluster;
      const probes = countRequests(cluster, RequestCode.HEART_BEAT);
      await discover();
      const address = addressOf('broker-a');
      for (let count = 0; count < 10; count += 1) {
        await ask(address);
        await clock.advance(5000);
      }
      expect(probes.count).to.equal(0);
      const client = pool.get(address);
      await clock.advance(25_000);
      expect(probes.count).to.equal(2);
      expect(pool.clients(address)).to.deep.equal([client]);
    });

    it('leave their connection in the pool', async () => {
      const cluster = await make();
      const { manager, pool, addressOf, ask, clock } = cluster;
      const address = addressOf('broker-a');
      manager.add(address);
      await clock.until(cluster.cluster.brokers[0]!.stop());
      await ask(address);
      await clock.until(cluster.cluster.brokers[0]!.start());
      await clock.advance(5000);
      const [client] = pool.clients(address);
      expect(client?.state.name).to.equal('connected');
      await ask(address);
      expect(pool.clients(address)).to.deep.equal([client]);
    });
  });

  describe('pick', () => {
    it('takes turns among brokers that are equally well', async () => {
      const { manager } = await make();
      const picks = Array.from({ length: 4 }, () => manager.pick(['10.0.0.1:1', '10.0.0.2:1', '10.0.0.3:1']));
      expect(picks).to.deep.equal(['10.0.0.1:1', '10.0.0.2:1', '10.0.0.3:1', '10.0.0.1:1']);
      expect(manager.pick([])).to.equal(undefined);
    });

    it('prefers the healthier, and takes what is suspended when there is nothing else', async () => {
      const { manager, cluster, discover, addressOf, ask, clock } = await make({ brokers: { brokers: 2 } });
      await discover();
      const [well, away] = [addressOf('broker-a'), addressOf('broker-b')];
      await clock.until(cluster.brokers[1]!.stop());
      await ask(away);
      await clock.advance(200);
      expect([manager.pick([well, away]), manager.pick([well, away])]).to.deep.equal([well, well]);
      expect(manager.pick([away])).to.equal(away);
      expect(manager.rank(well)).to.equal(0).and.equal(manager.rank('10.0.0.9:1'));
      expect(manager.rank(away)).to.be.greaterThan(0);
    });

    it('counts what each broker owes, by leastInFlight', async () => {
      const { manager, pool, cluster, discover, addressOf, clock } = await make({ brokers: { brokers: 2 } });
      await discover();
      const [busy, idle] = [addressOf('broker-a'), addressOf('broker-b')];
      cluster.faults.drop({ direction: 'response' });
      observe(
        manager.using(busy, (broker) =>
          broker.maxOffset({ topic: 'orders', brokerName: 'broker-a', queueId: 0 }),
        ),
      );
      await clock.settle();
      expect(pool.get(busy).inFlight).to.equal(1);
      for (let count = 0; count < 3; count += 1)
        expect(manager.pick([busy, idle], leastInFlight)).to.equal(idle);
    });
  });

  describe('forReading', () => {
    it('goes to the slave while the master is suspended, and back', async () => {
      const cluster = await make({ brokers: { slaves: 2 } });
      const { manager, discover, addressOf, ask, clock, events } = cluster;
      await discover();
      const [master, slave] = [addressOf('broker-a'), addressOf('broker-a', 1)];
      const reads = (): string | undefined => manager.forReading('broker-a');
      expect(reads()).to.equal(master);
      await clock.until(cluster.cluster.brokers[0]!.stop());
      await ask(master);
      await clock.advance(1500);
      expect([reads(), reads()]).to.deep.equal([slave, slave]);
      await clock.until(cluster.cluster.brokers[0]!.start());
      await clock.advance(10_000);
      expect(reads()).to.equal(master);
      expect(events.values.filter(({ type }) => type === 'reading-moved')).to.deep.equal([
        { type: 'reading-moved', brokerName: 'broker-a', from: master, to: slave },
        { type: 'reading-moved', brokerName: 'broker-a', from: slave, to: master },
      ]);
    });

    it('follows the suggestion of the broker', async () => {
      const { manager, discover, addressOf } = await make({ brokers: { slaves: 1 } });
      await discover();
      expect(manager.forReading('broker-a', 1)).to.equal(addressOf('broker-a', 1));
      expect(manager.forReading('broker-z')).to.equal(undefined);
    });
  });

  it('leases a connection for a piece of work', async () => {
    const { manager, pool, addressOf } = await make();
    const address = addressOf('broker-a');
    const leased = observe(manager.using(address, () => NEVER));
    expect(pool.stats().leases).to.equal(1);
    leased.subscription.unsubscribe();
    expect(pool.stats().leases).to.equal(0);
    expect(observe(manager.using(address, (broker) => of(broker.address))).values).to.deep.equal([address]);
  });

  it('adds up what all brokers do', async () => {
    const { manager, discover, addressOf, ask, clock } = await make({ brokers: { brokers: 2 } });
    await discover();
    const stats = observe(manager.stats$);
    await clock.settle();
    for (const name of ['broker-a', 'broker-b', 'broker-b']) await ask(addressOf(name));
    await clock.advance(10_000);
    expect(stats.values[0]).to.deep.include({ requests: 0, brokers: 2, successRate: 1 });
    const last = stats.values.at(-1)!;
    expect(last).to.deep.include({
      brokers: 2,
      connections: { active: 0, idle: 2, down: 0 },
      requests: 3,
      successes: 3,
      failures: 0,
      successRate: 1,
      inFlight: 0,
    });
    expect(last.latency.count).to.equal(3);
    expect(last.bytesWritten).to.be.above(100);
    stats.subscription.unsubscribe();
  });

  it('sends a request once more, over a new connection, when a broker goes away', async () => {
    const cluster = await make();
    const { discover, addressOf, ask, events, clock, pool } = cluster;
    await discover();
    const address = addressOf('broker-a');
    await ask(address);
    const before = pool.get(address).state;
    cluster.cluster.faults.goAway({ at: address, times: 1 });
    expect(await ask(address)).to.equal(true);
    await clock.advance(1000);
    expect(events.values.map(({ type }) => type)).to.include('broker-going-away');
    expect(pool.get(address).state).not.to.equal(before);
    expect(statesOf(cluster, address)).to.deep.equal(['healthy']);
  });

  it('completes everything when it is closed', async () => {
    const { manager, discover, addressOf } = await make();
    await discover();
    const streams = [
      manager.brokers$,
      manager.events$,
      manager.health(addressOf('broker-a')),
      manager.stats$,
    ].map((stream$) => observe<unknown>(stream$));
    manager.close();
    manager.close();
    for (const { complete } of streams) expect(complete).to.have.been.calledOnce;
  });
});
