import { expect } from 'chai';
import { BrokerClient } from '../../../src/broker/broker-client.js';
import { HeartbeatService } from '../../../src/broker/heartbeat-service.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { makeManagedCluster } from './managed-cluster.js';

/** Every one of them is a server of its own. */
const [masters, slavesOfEach] = [25, 7];
const brokerCount = masters * (1 + slavesOfEach);

describe('a cluster of 200 brokers', function () {
  // Each of them is a server of its own, which a busy machine takes longer to start and to stop.
  this.timeout(10_000);

  it('is discovered, told of its clients, and watched, each broker over one connection', async () => {
    const made = await makeManagedCluster({ brokers: { brokers: masters, slaves: slavesOfEach } });
    const { clock, cluster, pool, routes, manager, discover } = made;
    const heartbeats = new HeartbeatService({
      clientId: 'me',
      intervalMs: 30_000,
      routes,
      broker: (address) => new BrokerClient(pool.get(address), 3000),
      runtime: clock.runtime,
    });
    let beats = 0;
    cluster.exchanges$.subscribe(({ request }) => {
      if (request.code === RequestCode.HEART_BEAT) beats += 1;
    });
    let lists = 0;
    manager.brokers$.subscribe(() => (lists += 1));
    // Slaves hear of consumers only.
    heartbeats.join({
      kind: 'consumer',
      group: 'billing',
      data: () => ({
        groupName: 'billing',
        consumeType: 'CONSUME_PASSIVELY',
        messageModel: 'CLUSTERING',
        consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
        unitMode: false,
        subscriptionDataSet: [],
      }),
    });
    await discover();
    expect(manager.brokers).to.have.length(brokerCount);

    await clock.advance(61_000);
    const stateCounts = (): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const { health } of manager.brokers) counts[health.state] = (counts[health.state] ?? 0) + 1;
      return counts;
    };
    expect(stateCounts()).to.deep.equal({ healthy: brokerCount });
    // No probe: heartbeats are traffic enough.
    expect(beats).to.equal(2 * brokerCount);
    expect(lists, 'the empty list, the discovery, one for each state').to.equal(2 + brokerCount);
    expect(manager.stats()).to.deep.include({
      brokers: brokerCount,
      connections: { active: 0, idle: brokerCount, down: 0 },
      successRate: 1,
    });
    // Per client, not per broker: the looks of the manager and the pool, the rounds of heartbeats and routes.
    // Each embedded broker has one of its own.
    expect(clock.timers - brokerCount).to.be.below(10);

    for (const broker of cluster.brokers.slice(0, 20)) await clock.until(broker.stop());
    await clock.advance(31_000);
    expect(stateCounts()['healthy']).to.equal(brokerCount - 20);
    heartbeats.close();
    await made.close();
    expect(clock.timers).to.equal(0);
  });
});
