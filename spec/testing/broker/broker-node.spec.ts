import { expect } from 'chai';
import { Subject } from 'rxjs';
import { RequestCode } from '../../../src/protocol/index.js';
import { defaultBrokerConfig } from '../../../src/testing/broker/broker-config.js';
import { BrokerNode } from '../../../src/testing/broker/broker-node.js';
import { BrokerState } from '../../../src/testing/broker/broker-state.js';
import type { StoredEntry } from '../../../src/testing/store/stored-entry.js';
import { MemoryNetwork } from '../../../src/transport/memory-network.js';
import { resolveTransportOptions } from '../../../src/transport/transport-options.js';
import { observe } from '../../remoting/toy-network.js';
import { makeClock } from '../../support/make-clock.js';
import { heartbeat } from '../clients/heartbeats.js';
import { brokerInMemory } from '../support/broker-in-memory.js';
import { longPull, pulled } from '../support/pull.js';
import { sendRequest } from '../support/send.js';

describe('BrokerNode', () => {
  it('lets go of what it has stored when it stops, to take it up when it starts', () => {
    const clock = makeClock();
    const { runtime } = clock;
    const network = new MemoryNetwork(resolveTransportOptions(), runtime);
    const state = new BrokerState({ maxMessages: 10, maxBytes: 10_000 });
    const registered: string[] = [];
    const node = new BrokerNode({
      setting: { runtime, listen: () => network.listen, protocol: {}, exchanges: new Subject() },
      clusterName: 'cluster',
      brokerName: 'broker-a',
      brokerId: 1,
      endpoint: { host: '127.0.0.1', port: 10_911 },
      advertisedHost: '10.0.0.1',
      config: { ...defaultBrokerConfig },
      accessControl: undefined,
      cluster: { readableQueues: () => undefined },
      state: () => state,
      register: ({ address }) => {
        registered.push(address);
        return () => registered.pop();
      },
    });
    const stored$ = state.store.stored$ as Subject<StoredEntry>;
    expect([node.server.name, node.features, stored$.observed]).to.deep.equal([
      'broker-a-slave-1',
      undefined,
      false,
    ]);
    for (let turn = 0; turn < 2; turn++) {
      observe(node.server.start());
      expect([stored$.observed, registered]).to.deep.equal([true, ['10.0.0.1:10911']]);
      expect(node.features).not.to.equal(undefined);
      observe(node.server.stop());
      clock.flush();
      expect([stored$.observed, registered, node.features]).to.deep.equal([false, [], undefined]);
    }
  });

  it('does with its slaves once what has to be done once', async () => {
    const { broker, clock, connect, stop } = await brokerInMemory({ topics: { orders: {} }, slaves: 2 });
    const client = connect();
    client.send(sendRequest('delayed', { properties: { DELAY: '1' } }));
    client.send(sendRequest('timed', { properties: { UNIQ_KEY: 'id-2', TIMER_DELAY_SEC: '2' } }));
    await clock.advance(10_000);
    expect(broker.queue('orders', 0).messages.map((message) => message.text())).to.deep.equal([
      'delayed',
      'timed',
    ]);
    await stop();
  });

  it('leaves that to the master: its slaves do nothing without it', async () => {
    const { broker, clock, connect, stop } = await brokerInMemory({ topics: { orders: {} }, slaves: 1 });
    const [master] = broker.brokers;
    connect().send(sendRequest('delayed', { properties: { DELAY: '1' } }));
    await clock.until(master!.stop());
    await clock.advance(10_000);
    expect(broker.queue('orders', 0).messages).to.deep.equal([]);
    await clock.until(master!.start());
    await clock.settle();
    expect(broker.queue('orders', 0).messages.map((message) => message.text())).to.deep.equal(['delayed']);
    await stop();
  });

  it('asks about a half message once, not on each of its slaves', async () => {
    const { broker, clock, connect, stop } = await brokerInMemory({
      topics: { orders: {} },
      slaves: 2,
      config: { transactionTimeOut: 1000, transactionCheckInterval: 60_000 },
    });
    const clients = broker.brokers.map(({ address }) => connect(address));
    for (const client of clients)
      client.askPlainly(
        RequestCode.HEART_BEAT,
        heartbeat('c@1', { producerDataSet: [{ groupName: 'shop' }] }),
      );
    clients[0]?.send(sendRequest('half', { properties: { TRAN_MSG: 'true', PGROUP: 'shop' } }));
    await clock.advance(30_000);
    const asked = clients.map(({ heard }) =>
      heard.filter(({ code }) => code === RequestCode.CHECK_TRANSACTION_STATE),
    );
    expect(asked.map((questions) => questions.length)).to.deep.equal([1, 0, 0]);
    await stop();
  });

  it('hears what is stored whichever of its features stores it', async () => {
    const { clock, connect, stop } = await brokerInMemory({ topics: { orders: {} } });
    const [sender, reader] = [connect(), connect()];
    sender.send(sendRequest('delayed', { properties: { DELAY: '1' } }));
    const waiting = reader.send(longPull());
    await clock.advance(1100);
    expect(waiting.values.map(pulled).map(({ bodies }) => bodies)).to.deep.equal([['delayed']]);
    await stop();
  });
});
