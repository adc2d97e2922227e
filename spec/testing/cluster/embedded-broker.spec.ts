import { expect } from 'chai';
import {
  decodeTopicRouteData,
  GetRouteInfoRequestHeader,
  RequestCode,
  ResponseCode,
  SendMessageV2ResponseHeader,
  UpdateConsumerOffsetRequestHeader,
} from '../../../src/protocol/index.js';
import type { BrokerOptions } from '../../../src/testing/broker-options.js';
import { consumer, heartbeat } from '../clients/heartbeats.js';
import { brokerInMemory } from '../support/broker-in-memory.js';
import type { TestClient } from '../support/create-test-client.js';
import { longPull, pulled, pullRequest } from '../support/pull.js';
import { sendRequest } from '../support/send.js';
import { observe } from '../../remoting/toy-network.js';

describe('EmbeddedBroker', () => {
  let running: Awaited<ReturnType<typeof brokerInMemory>>;

  async function start(options: BrokerOptions = {}): Promise<TestClient> {
    running = await brokerInMemory({ topics: { orders: { queues: 2 } }, ...options });
    return running.connect();
  }
  afterEach(() => running.stop());

  const commit = (client: TestClient, queueId: number, commitOffset: number): void => {
    client.ask(RequestCode.UPDATE_CONSUMER_OFFSET, UpdateConsumerOffsetRequestHeader, {
      consumerGroup: 'billing',
      topic: 'orders',
      queueId,
      commitOffset,
    });
  };
  const routeOf = (topic: string, nameServer = running.broker.nameServers[0]) => {
    const answer = running
      .connect(nameServer)
      .ask(RequestCode.GET_ROUTEINFO_BY_TOPIC, GetRouteInfoRequestHeader, { topic });
    return answer.code === ResponseCode.SUCCESS
      ? decodeTopicRouteData(answer.body ?? Buffer.alloc(0))
      : answer.code;
  };

  it('shows a queue with its messages', async () => {
    const client = await start();
    client.send(sendRequest('a', { queueId: 1, properties: { TAGS: 'red', own: 'x' } }));
    client.send(sendRequest('b', { queueId: 1 }));
    const { messages, ...queue } = running.broker.queue('orders', 1);
    expect(queue).to.deep.equal({
      topic: 'orders',
      brokerName: 'broker-a',
      queueId: 1,
      minOffset: 0,
      maxOffset: 2,
    });
    expect(messages.map((message) => [message.text(), message.offset, message.tags])).to.deep.equal([
      ['a', 0, 'red'],
      ['b', 1, undefined],
    ]);
    expect(running.broker.queue('nothing', 7)).to.deep.include({ minOffset: 0, maxOffset: 0, messages: [] });
  });

  it('shows the queues of each broker', async () => {
    await start({ brokers: 2 });
    const { broker, connect } = running;
    connect(broker.brokers[1]?.address).send(sendRequest('there'));
    expect(broker.queue('orders', 0).messages).to.deep.equal([]);
    expect(broker.queue('orders', 0, 'broker-b').messages.map((message) => message.text())).to.deep.equal([
      'there',
    ]);
    expect(() => broker.queue('orders', 0, 'broker-c')).to.throw('brokerName');
  });

  it('shows what a group has committed, and how far behind it is', async () => {
    const client = await start({ groups: { billing: {} } });
    for (const body of ['a', 'b', 'c']) client.send(sendRequest(body));
    commit(client, 0, 1);
    commit(client, 1, 0);
    const place = { topic: 'orders', brokerName: 'broker-a' };
    expect(running.broker.offsets('billing')).to.deep.equal([
      { ...place, queueId: 0, committedOffset: 1, lag: 2 },
      { ...place, queueId: 1, committedOffset: 0, lag: 0 },
    ]);
    expect(running.broker.offsets('others')).to.deep.equal([]);
  });

  it('shows who is connected', async () => {
    const client = await start({ brokers: 2 });
    const beat = heartbeat('c@1', {
      producerDataSet: [{ groupName: 'shop' }],
      consumerDataSet: [consumer('billing'), consumer('audit')],
    });
    client.askPlainly(RequestCode.HEART_BEAT, beat);
    const other = running.connect(running.broker.brokers[1]?.address);
    other.askPlainly(RequestCode.HEART_BEAT, heartbeat('c@2', { producerDataSet: [{ groupName: 'shop' }] }));
    const views = running.broker.clients().map(({ address: _address, ...view }) => view);
    expect(views).to.deep.equal([
      {
        clientId: 'c@1',
        brokerName: 'broker-a',
        producerGroups: ['shop'],
        consumerGroups: ['billing', 'audit'],
      },
      { clientId: 'c@2', brokerName: 'broker-b', producerGroups: ['shop'], consumerGroups: [] },
    ]);
    client.close();
    expect(running.broker.clients().map(({ clientId }) => clientId)).to.deep.equal(['c@2']);
  });

  it('makes topics and groups, or changes them', async () => {
    const client = await start({
      config: { autoCreateTopicEnable: false, autoCreateSubscriptionGroup: false },
    });
    const { broker } = running;
    broker.createTopic('made', { queues: 1 });
    broker.createGroup('billing');
    client.send(sendRequest('a', { topic: 'made' }));
    expect(
      client
        .send(pullRequest({ topic: 'made' }))
        .values.map(pulled)
        .map(({ bodies }) => bodies),
    ).to.deep.equal([['a']]);
    broker.createGroup('billing', { consumeEnable: false });
    expect(client.send(pullRequest({ topic: 'made' })).values[0]?.code).to.equal(ResponseCode.NO_PERMISSION);
    broker.createTopic('made', { queues: 3 });
    expect(routeOf('made')).to.have.nested.property('queueDatas[0].readQueueNums', 3);
    expect(() => broker.createTopic('bad topic')).to.throw('topic');
    expect(() => broker.createTopic('made', { queues: 0 })).to.throw('options.queues');
    expect(() => broker.createGroup('bad group')).to.throw('group');
  });

  it('has brokers with slaves in its routes, on every name server', async () => {
    await start({ brokers: 2, slaves: 1, nameServers: 2, clusterName: 'shop-cluster' });
    const { broker } = running;
    const [a, aSlave, b, bSlave] = broker.brokers.map(({ address }) => address);
    for (const nameServer of broker.nameServers) {
      const route = routeOf('orders', nameServer);
      expect(route).to.deep.include({
        brokerDatas: [
          {
            cluster: 'shop-cluster',
            brokerName: 'broker-a',
            brokerAddrs: { 0: a, 1: aSlave },
            enableActingMaster: false,
          },
          {
            cluster: 'shop-cluster',
            brokerName: 'broker-b',
            brokerAddrs: { 0: b, 1: bSlave },
            enableActingMaster: false,
          },
        ],
      });
    }
  });

  describe('restarting', () => {
    it('hangs up on clients, and goes on at the same address with what it had', async () => {
      const client = await start({ groups: { billing: {} } });
      const { broker, clock, connect } = running;
      client.send(sendRequest('a'));
      commit(client, 0, 1);
      const waiting = client.send(longPull({ queueOffset: 1 }));
      const { address } = broker;
      await clock.until(broker.restart());
      expect(waiting.failure?.name).to.equal('ConnectionLostError');
      expect(broker.address).to.equal(address);
      expect(broker.offsets('billing')).to.have.length(1);
      const answer = connect().send(sendRequest('b')).values[0];
      expect(answer && SendMessageV2ResponseHeader.read(answer).queueOffset).to.equal(1);
    });

    it('begins anew when its state is lost, with the topics and groups of the options', async () => {
      const client = await start({ groups: { billing: { retryMaxTimes: 3 } } });
      const { broker, clock, connect } = running;
      client.send(sendRequest('a'));
      client.send(sendRequest('a', { topic: 'made-by-sending' }));
      commit(client, 0, 1);
      await clock.until(broker.restart({ state: 'lost' }));
      expect([broker.queue('orders', 0).maxOffset, broker.offsets('billing')]).to.deep.equal([0, []]);
      expect([routeOf('made-by-sending'), typeof routeOf('orders')]).to.deep.equal([
        ResponseCode.TOPIC_NOT_EXIST,
        'object',
      ]);
      const answer = connect().send(sendRequest('b')).values[0];
      expect(answer && SendMessageV2ResponseHeader.read(answer).queueOffset).to.equal(0);
    });

    it('concerns one broker when that is asked for', async () => {
      const client = await start({ brokers: 2 });
      const { broker, clock, connect } = running;
      const second = broker.brokers[1]!;
      const other = connect(second.address);
      other.send(sendRequest('a'));
      await clock.until(second.restart({ state: 'lost' }));
      expect(broker.queue('orders', 0, 'broker-b').maxOffset).to.equal(0);
      client.send(sendRequest('b'));
      expect(broker.queue('orders', 0).maxOffset, 'the first one is still connected').to.equal(1);
    });

    it('leaves a master and its slaves with the same state, whichever of them restarts and loses it', async () => {
      await start({ slaves: 1, config: { slaveReadEnable: true } });
      const { broker, clock, connect } = running;
      const [master, slave] = broker.brokers;
      const bodiesOn = (address?: string) =>
        connect(address)
          .send(pullRequest())
          .values.map((answer) => pulled(answer).bodies);
      for (const [who, left] of [
        [broker, ['a']],
        [master!, ['a']],
        [slave!, ['a', 'a']],
      ] as const) {
        await clock.until(who.restart({ state: 'lost' }));
        connect().send(sendRequest('a'));
        expect(broker.queue('orders', 0).messages.map((message) => message.text())).to.deep.equal(left);
        expect([bodiesOn(master?.address), bodiesOn(slave?.address)]).to.deep.equal([[left], [left]]);
      }
    });

    it('starts no slave that did not run', async () => {
      await start({ slaves: 1 });
      const { broker, clock } = running;
      const [master, slave] = broker.brokers;
      await clock.until(slave!.stop());
      await clock.until(master!.restart({ state: 'lost' }));
      expect([master!.isRunning, slave!.isRunning]).to.deep.equal([true, false]);
    });

    it('gives back the settings of the options when the state is lost', async () => {
      const client = await start({ config: { maxMessageSize: 5 } });
      const { broker, clock, connect } = running;
      client.askPlainly(RequestCode.UPDATE_BROKER_CONFIG, Buffer.from('maxMessageSize=100'));
      await clock.until(broker.restart());
      expect(connect().send(sendRequest('longer')).values[0]?.code).to.equal(ResponseCode.SUCCESS);
      await clock.until(broker.restart({ state: 'lost' }));
      expect(connect().send(sendRequest('longer')).values[0]?.code).to.equal(ResponseCode.MESSAGE_ILLEGAL);
    });

    it('happens once for those who want it at the same time', async () => {
      await start();
      const { broker, clock } = running;
      await Promise.all([clock.until(broker.restart()), clock.until(broker.restart())]);
      expect(broker.brokers.map(({ isRunning }) => isRunning)).to.deep.equal([true]);
    });
  });

  it('takes a broker that is stopped out of the routes, and back when it is started', async () => {
    await start({ brokers: 2 });
    const { broker, clock } = running;
    const [first] = broker.brokers;
    const names = () => {
      const route = routeOf('orders');
      return typeof route === 'number' ? route : route.brokerDatas.map(({ brokerName }) => brokerName);
    };
    await clock.until(first!.stop());
    expect([first!.isRunning, names()]).to.deep.equal([false, ['broker-b']]);
    await clock.until(first!.start());
    expect([first!.isRunning, names()]).to.deep.equal([true, ['broker-b', 'broker-a']]);
  });

  describe('when it is stopped', () => {
    it('hangs up on everybody, for good', async () => {
      const client = await start({ slaves: 1 });
      const { broker, clock, connect } = running;
      const waiting = client.send(longPull());
      const done = observe(broker.exchanges$);
      await clock.until(broker.stop());
      expect(waiting.failure?.name).to.equal('ConnectionLostError');
      expect(done.complete).to.have.callCount(1);
      expect(broker.brokers.map(({ isRunning }) => isRunning)).to.deep.equal([false, false]);
      expect(connect().send(sendRequest('a')).values).to.deep.equal([]);
      const starting: unknown = await clock
        .until(broker.brokers[0]!.start())
        .catch((error: unknown) => error);
      expect(starting).to.have.property('name', 'ClosedError');
    });

    it('stays so, even while it restarts', async () => {
      const client = await start();
      const { broker, clock } = running;
      client.send(longPull());
      const restarting = clock.until(broker.restart()).catch((error: unknown) => error);
      await clock.until(broker.stop());
      expect(await restarting).to.have.property('name', 'ClosedError');
      expect(broker.brokers.map(({ isRunning }) => isRunning)).to.deep.equal([false]);
    });

    it('leaves no timer, whatever was under way', async () => {
      const client = await start({ slaves: 1 });
      const { broker, clock } = running;
      client.askPlainly(RequestCode.HEART_BEAT, heartbeat('c@1', { consumerDataSet: [consumer('billing')] }));
      client.send(sendRequest('a', { properties: { DELAY: '5' } }));
      client.send(sendRequest('a', { properties: { TRAN_MSG: 'true', PGROUP: 'shop' } }));
      client.send(sendRequest('a', { properties: { TIMER_DELAY_SEC: '100' } }));
      client.send(longPull());
      expect(clock.timers).to.be.above(0);
      client.close();
      await clock.until(broker.stop());
      expect(clock.timers).to.equal(0);
    });

    it('says so to whoever asks again', async () => {
      await start();
      const { broker, clock } = running;
      const [first, second] = [broker.stop(), broker.stop()];
      await clock.until(first);
      await clock.until(second);
      await clock.until(broker[Symbol.asyncDispose]());
    });
  });

  it('serves clients with binary headers', async () => {
    await start({ serialize: 'binary' });
    const client = running.connect(running.broker.address, 'binary');
    client.send(sendRequest('a'));
    expect(
      client
        .send(pullRequest())
        .values.map(pulled)
        .map(({ bodies }) => bodies),
    ).to.deep.equal([['a']]);
  });
});
