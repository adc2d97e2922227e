import { expect } from 'chai';
import { AdminFailedError } from '../../src/errors/admin-error.js';
import { BrokerBusyError } from '../../src/errors/broker-error.js';
import { NoAvailableBrokerError, TopicNotFoundError } from '../../src/errors/route-error.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { RequestCode, ResponseCode } from '../../src/protocol/index.js';
import { administer } from './administer.js';

const { UPDATE_AND_CREATE_TOPIC, DELETE_TOPIC_IN_BROKER, DELETE_TOPIC_IN_NAMESRV } = RequestCode;

describe('TopicsAdmin', () => {
  it('creates a topic on every broker, to be found at once', async () => {
    await using stage = await administer();
    const { topics } = stage.admin;
    await stage.answer(topics.create('bills', { queues: 3 }));
    const { brokers } = await stage.answer(topics.route('bills'));
    expect(
      brokers.map(({ brokerName, readQueues, writeQueues }) => [brokerName, readQueues, writeQueues]),
    ).to.deep.equal([
      ['broker-a', 3, 3],
      ['broker-b', 3, 3],
    ]);
    await stage.send({ topic: 'bills' });
  });

  it('gives a topic 8 queues and every permission when nothing else is said', async () => {
    await using stage = await administer();
    await stage.answer(stage.admin.topics.create('bills'));
    const [first] = await stage.answer(stage.admin.topics.config('bills'));
    expect(first).to.deep.equal({
      topic: 'bills',
      brokerName: 'broker-a',
      address: stage.broker.address,
      readQueues: 8,
      writeQueues: 8,
      readable: true,
      writable: true,
      order: false,
      attributes: {},
    });
  });

  it('waits until name servers have heard of it, and errs when they never do', async () => {
    await using stage = await administer();
    const { GET_ROUTEINFO_BY_TOPIC: route } = RequestCode;
    const { TOPIC_NOT_EXIST } = ResponseCode;
    const fault = stage.broker.faults.answer(TOPIC_NOT_EXIST, { code: route, times: 3 });
    await stage.answer(stage.admin.topics.create('bills'));
    expect(fault.hits).to.equal(3);
    stage.broker.faults.answer(TOPIC_NOT_EXIST, { code: route });
    const before = stage.clock.now;
    expect(await stage.failure(stage.admin.topics.create('letters'))).to.be.instanceOf(TopicNotFoundError);
    expect(stage.clock.now - before).to.be.within(5000, 5200);
  });

  it('changes what is said and leaves the rest', async () => {
    await using stage = await administer();
    const { topics } = stage.admin;
    await stage.answer(
      topics.create('bills', { queues: 4, order: true, attributes: { 'message.type': 'FIFO' } }),
    );
    await stage.answer(topics.update('bills', { writeQueues: 2, writable: false }));
    const configs = await stage.answer(topics.config('bills'));
    expect(configs).to.have.length(2);
    for (const config of configs)
      expect(config).to.deep.include({
        readQueues: 4,
        writeQueues: 2,
        readable: true,
        writable: false,
        order: true,
        attributes: { 'message.type': 'FIFO' },
      });
    await stage.answer(topics.update('bills', { attributes: { 'message.type': null } }));
    expect((await stage.answer(topics.config('bills')))[0]?.attributes).to.deep.equal({});
  });

  it('reads settings from brokers that cannot be asked for one topic', async () => {
    await using stage = await administer();
    stage.broker.faults.answer(ResponseCode.REQUEST_CODE_NOT_SUPPORTED, {
      code: RequestCode.GET_TOPIC_CONFIG,
    });
    const configs = await stage.answer(stage.admin.topics.config('orders'));
    expect(configs.map(({ readQueues }) => readQueues)).to.deep.equal([2, 2]);
    expect(await stage.failure(stage.admin.topics.config('nowhere'))).to.be.instanceOf(TopicNotFoundError);
  });

  it('deletes a topic from brokers and name servers', async () => {
    await using stage = await administer({ nameServers: 2 });
    await stage.answer(stage.admin.topics.delete('orders'));
    for (let time = 0; time < 2; time++)
      expect(await stage.failure(stage.admin.topics.route('orders'))).to.be.instanceOf(TopicNotFoundError);
    expect(await stage.failure(stage.admin.topics.config('orders'))).to.be.instanceOf(TopicNotFoundError);
    expect(await stage.answer(stage.admin.topics.list())).not.to.include('orders');
    expect(await stage.answer(stage.admin.topics.delete('orders'))).to.equal(undefined);
  });

  it('does not tell name servers of a deletion when a broker failed, and says which', async () => {
    await using stage = await administer();
    const [, second] = stage.broker.brokers;
    stage.broker.faults.answer(ResponseCode.SYSTEM_BUSY, {
      code: DELETE_TOPIC_IN_BROKER,
      at: second!.address,
    });
    const told = stage.broker.faults.delay(0, { code: DELETE_TOPIC_IN_NAMESRV });
    const error = (await stage.failure(stage.admin.topics.delete('orders'))) as AdminFailedError;
    expect(error).to.be.instanceOf(AdminFailedError);
    const outcomes = error.outcomes.map(({ brokerName, error: cause }) => [
      brokerName,
      cause instanceof BrokerBusyError,
    ]);
    expect(outcomes).to.deep.equal([
      ['broker-a', false],
      ['broker-b', true],
    ]);
    expect(told.hits).to.equal(0);
  });

  it('refuses to change a cluster of which a master is missing', async () => {
    await using stage = await administer({ slaves: 1 });
    await stage.clock.until(stage.broker.brokers[0]!.stop());
    const created = stage.broker.faults.delay(0, { code: UPDATE_AND_CREATE_TOPIC });
    const error = await stage.failure(stage.admin.topics.create('bills'));
    expect(error).to.be.instanceOf(NoAvailableBrokerError).with.property('message').that.includes('broker-a');
    expect(created.hits).to.equal(0);
  });

  it('concerns one cluster when told to', async () => {
    await using stage = await administer();
    const scope = { cluster: 'Elsewhere' };
    expect(await stage.answer(stage.admin.topics.list(scope))).to.deep.equal([]);
    const error = await stage.failure(stage.admin.topics.create('bills', {}, scope));
    expect(error)
      .to.be.instanceOf(NoAvailableBrokerError)
      .with.property('message')
      .that.includes('Elsewhere');
  });

  it('lists topics', async () => {
    await using stage = await administer();
    const names = await stage.answer(stage.admin.topics.list());
    expect(names).to.include.members(['orders', 'TBW102']);
    expect(names).to.deep.equal(names.toSorted());
  });

  it('tells what is in each queue', async () => {
    await using stage = await administer();
    for (let index = 0; index < 3; index++) {
      await stage.clock.advance(1000);
      await stage.send();
    }
    const { queues, messages } = await stage.answer(stage.admin.topics.statistics('orders'));
    expect(messages).to.equal(3);
    expect(queues.map(({ queue: { brokerName, queueId } }) => `${brokerName}@${queueId}`)).to.deep.equal([
      'broker-a@0',
      'broker-a@1',
      'broker-b@0',
      'broker-b@1',
    ]);
    expect(
      queues.filter((queue) => queue.maxOffset === 0).map(({ lastStoredAt }) => lastStoredAt),
    ).to.deep.equal([undefined]);
    const latest = Math.max(...queues.map(({ lastStoredAt }) => lastStoredAt?.getTime() ?? 0));
    expect(latest).to.equal(stage.clock.now);
  });

  it('errs rather than tell half of the numbers, and has them in its outcomes', async () => {
    await using stage = await administer();
    const [, second] = stage.broker.brokers;
    stage.broker.faults.drop({ code: RequestCode.GET_TOPIC_STATS_INFO, at: second!.address });
    const error = (await stage.failure(stage.admin.topics.statistics('orders'))) as AdminFailedError;
    expect(error).to.be.instanceOf(AdminFailedError).with.property('retriable', true);
    const [first] = error.outcomes;
    expect(first?.value).to.have.property('offsetTable').that.has.length(2);
  });

  it('tells who consumes a topic', async () => {
    await using stage = await administer();
    expect(await stage.answer(stage.admin.topics.groups('orders'))).to.deep.equal([]);
    const consumer = stage.mq.consumer({ group: 'billing', subscribe: { orders: '*' } });
    const consuming = consumer.messages$.subscribe();
    await stage.clock.advance(1000);
    expect(await stage.answer(stage.admin.topics.groups('orders'))).to.deep.equal(['billing']);
    consuming.unsubscribe();
  });

  it('takes the name of the topic for one of a group only if there is such a group', async () => {
    await using stage = await administer({ brokers: 1, groups: { orders: {} } });
    const { offsets, topics, groups } = stage.admin;
    await stage.answer(offsets.commit('orders', { topic: 'orders', brokerName: 'broker-a', queueId: 0 }, 0));
    expect(await stage.answer(topics.groups('orders'))).to.deep.equal(['orders']);
    await stage.answer(groups.delete('orders', { keepOffsets: true }));
    expect(await stage.answer(topics.groups('orders'))).to.deep.equal([]);
  });

  it('refuses wrong names and settings before it asks anybody', async () => {
    await using stage = await administer();
    const { topics } = stage.admin;
    for (const single of [
      topics.create('a b'),
      topics.create('bills', { queues: 0 }),
      topics.create('bills', { colour: 'red' } as object),
      topics.create('bills', { attributes: { 'message.type': 5 } } as object),
      topics.update('bills', { readable: 'yes' } as object),
      topics.delete(''),
      topics.route(''),
      topics.statistics(''),
    ]) {
      expect(await stage.failure(single)).to.be.instanceOf(InvalidArgumentError);
    }
    expect(stage.mq.connections).to.deep.equal([]);
  });

  it('tells topics that were made for units, sorted', async () => {
    await using stage = await administer({}, { unitMode: true });
    const { topics } = stage.admin;
    expect((await stage.answer(topics.ofUnits())).made).to.deep.equal([]);
    await stage.send({ topic: 'letters' });
    await stage.send({ topic: 'bills' });
    expect(await stage.answer(topics.ofUnits())).to.deep.equal({
      made: ['bills', 'letters'],
      subscribed: [],
      shared: [],
    });
  });

  describe('of a topic whose order matters', () => {
    const namespace = 'ORDER_TOPIC_CONFIG';

    /** Two name servers, and what each of them keeps of the order of `bills`. */
    async function stageWithOrder() {
      const stage = await administer({ nameServers: 2 });
      const { topics, nameServers } = stage.admin;
      const kept = async () => {
        const values = await stage.answer(nameServers.valueAtEach(namespace, 'bills'));
        return values.map(({ value }) => value);
      };
      return { ...stage, topics, nameServers, kept };
    }

    it('has every name server keep the queues that are written', async () => {
      await using stage = await stageWithOrder();
      const { topics, kept } = stage;
      await stage.answer(topics.create('bills', { queues: 4, order: true }));
      expect(await kept()).to.deep.equal(Array(2).fill('broker-a:4;broker-b:4'));
      await stage.answer(topics.update('bills', { writeQueues: 2 }));
      expect(await kept()).to.deep.equal(Array(2).fill('broker-a:2;broker-b:2'));
    });

    it('tells brokers when name servers know it already', async () => {
      await using stage = await stageWithOrder();
      stage.broker.faults.answer(ResponseCode.SYSTEM_BUSY, { code: UPDATE_AND_CREATE_TOPIC });
      await stage.failure(stage.topics.create('bills', { queues: 1, order: true }));
      expect(await stage.kept()).to.deep.equal(Array(2).fill('broker-a:1;broker-b:1'));
    });

    it('keeps nothing when order does not matter any more, or the topic is gone', async () => {
      await using stage = await stageWithOrder();
      const { topics, kept } = stage;
      await stage.answer(topics.create('bills', { order: true }));
      await stage.answer(topics.update('bills', { order: false }));
      expect(await kept()).to.deep.equal([undefined, undefined]);
      await stage.answer(topics.update('bills', { order: true }));
      await stage.answer(topics.delete('bills'));
      expect(await kept()).to.deep.equal([undefined, undefined]);
    });

    it('leaves what is kept of other clusters when one is named', async () => {
      await using stage = await stageWithOrder();
      const { topics, nameServers, kept } = stage;
      const cluster = 'DefaultCluster';
      await stage.answer(nameServers.putValue(namespace, 'bills', 'elsewhere:3;broker-b:9'));
      await stage.answer(topics.create('bills', { queues: 1, order: true }, { cluster }));
      expect(await kept()).to.deep.equal(Array(2).fill('elsewhere:3;broker-b:1;broker-a:1'));
      await stage.answer(topics.delete('bills', { cluster }));
      expect(await kept()).to.deep.equal(Array(2).fill('elsewhere:3'));
    });

    it('does not write where nothing is kept and nothing is to be', async () => {
      await using stage = await stageWithOrder();
      const { PUT_KV_CONFIG, DELETE_KV_CONFIG } = RequestCode;
      const writes = [PUT_KV_CONFIG, DELETE_KV_CONFIG].map((code) => stage.broker.faults.delay(0, { code }));
      await stage.answer(stage.topics.create('bills'));
      await stage.answer(stage.topics.delete('bills'));
      expect(writes.map(({ hits }) => hits)).to.deep.equal([0, 0]);
    });
  });
});
