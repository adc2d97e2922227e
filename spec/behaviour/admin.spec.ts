import { expect } from 'chai';
import {
  type Admin,
  AdminFailedError,
  type Client,
  createClient,
  TopicNotFoundError,
} from '../../src/index.js';
import { untilTrue } from '../../tools/rocketmq/sequence.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { administeringBesideMqadmin } from './support/administering-beside-mqadmin.js';
import { createTour } from './support/java-tour/create-tour.js';
import { numbered, sendAll, takeTexts } from './support/traffic.js';

describeBroker('administration', (broker, { version }) => {
  const isFour = version.startsWith('4.');
  let mq: Client;
  let admin: Admin;
  let topic: string;
  let group: string;

  beforeEach(() => {
    mq = createClient({ nameServers: broker().nameServers });
    admin = mq.admin();
    topic = uniqueName('topic');
    group = uniqueName('group');
  });

  afterEach(async () => {
    await mq.close({ timeoutMs: 1000 });
  });

  /** Resolves when the broker can tell of all that was sent. */
  const dispatched = (messages: number): Promise<void> =>
    untilTrue(
      'The messages are not in the queues',
      async () => (await admin.topics.statistics(topic)).messages === messages,
    );

  it('creates, changes, lists and deletes a topic', async () => {
    const attributes = isFour ? {} : { attributes: { 'message.type': 'FIFO' } };
    await admin.topics.create(topic, { queues: 3, ...attributes });
    expect(await admin.topics.list()).to.include(topic);
    const [route] = (await admin.topics.route(topic)).brokers;
    expect(route).to.include({ brokerName: 'broker-a', readQueues: 3, writeQueues: 3, writable: true });
    await admin.topics.update(topic, { writeQueues: 2 });
    const [config] = await admin.topics.config(topic);
    expect(config).to.deep.include({
      topic,
      address: broker().brokers[0]!.address,
      readQueues: 3,
      writeQueues: 2,
      attributes: isFour ? {} : { 'message.type': 'FIFO' },
    });
    await admin.topics.delete(topic);
    expect(await admin.topics.list()).not.to.include(topic);
    expect(await admin.topics.config(topic).catch((error: unknown) => error)).to.be.instanceOf(
      TopicNotFoundError,
    );
  });

  it('tells what is in a topic', async () => {
    await admin.topics.create(topic, { queues: 2 });
    const before = Date.now();
    await sendAll(mq, topic, numbered('m', 4));
    await dispatched(4);
    const { queues } = await admin.topics.statistics(topic);
    expect(
      queues.map(({ queue, minOffset, maxOffset }) => [queue.queueId, minOffset, maxOffset]),
    ).to.deep.equal([
      [0, 0, 2],
      [1, 0, 2],
    ]);
    for (const { lastStoredAt } of queues)
      expect(lastStoredAt?.getTime()).to.be.within(before - 1000, Date.now() + 1000);
  });

  it('creates, changes, lists and deletes a group', async () => {
    await admin.groups.create(group, { retryMaxTimes: 3 });
    await admin.groups.update(group, { consumeBroadcastEnable: false });
    expect(await admin.groups.list()).to.include(group);
    const [config] = await admin.groups.config(group);
    expect(config).to.include({
      group,
      retryMaxTimes: 3,
      consumeBroadcastEnable: false,
      consumeEnable: true,
    });
    await admin.groups.delete(group);
    expect(await admin.groups.list()).not.to.include(group);
  });

  it('tells who consumes, what, and how far they have come', async () => {
    await admin.topics.create(topic, { queues: 2 });
    await admin.groups.create(group);
    await sendAll(mq, topic, numbered('m', 6));
    await dispatched(6);
    expect(await admin.groups.members(group)).to.deep.equal([]);
    const consumer = mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' });
    let seen = 0;
    const consuming = consumer.run(() => void seen++).subscribe();
    await untilTrue('Messages are missing', () => Promise.resolve(seen === 6));
    const [member] = await admin.groups.members(group);
    expect(member).to.deep.include({ clientId: mq.clientId, brokerNames: ['broker-a'] });
    const subscription = await admin.groups.subscription(group);
    expect(subscription).to.include({ model: 'clustering', type: 'push' });
    expect(subscription?.topics.map((each) => each.topic)).to.include(topic);
    expect(await admin.topics.groups(topic)).to.deep.equal([group]);
    consuming.unsubscribe();
    await consumer.close();
    const { queues } = await admin.groups.progress(group, { topic });
    expect(queues.map(({ committedOffset, maxOffset }) => [committedOffset, maxOffset])).to.deep.equal([
      [3, 3],
      [3, 3],
    ]);
    expect(queues[0]?.consumedUntil).to.be.instanceOf(Date);
  });

  it('moves a group that nobody belongs to', async () => {
    await admin.topics.create(topic, { queues: 1 });
    await admin.groups.create(group);
    await sendAll(mq, topic, numbered('m', 3));
    await dispatched(3);
    const queue = { topic, brokerName: 'broker-a', queueId: 0 };
    await admin.offsets.commit(group, queue, 1);
    expect(await admin.offsets.read(group, topic)).to.deep.equal([{ queue, committedOffset: 1 }]);
    expect(await admin.offsets.skip(group, topic)).to.deep.equal([{ queue, offset: 3 }]);
    expect(await admin.offsets.read(group, topic)).to.deep.equal([{ queue, committedOffset: 3 }]);
    expect(await admin.offsets.reset(group, topic, 'first')).to.deep.equal([{ queue, offset: 0 }]);
    const inAnHour = new Date(Date.now() + 3_600_000);
    const newest = isFour ? 2 : 3;
    expect(await admin.offsets.reset(group, topic, inAnHour)).to.deep.equal([{ queue, offset: newest }]);
    const anHourAgo = new Date(Date.now() - 3_600_000);
    expect(await admin.offsets.find(topic, anHourAgo)).to.deep.equal([{ queue, offset: 0 }]);
    expect(await admin.offsets.find(topic, 'last')).to.deep.equal([{ queue, offset: 3 }]);
  });

  it('finds messages by id, by key and by time', async () => {
    await admin.topics.create(topic, { queues: 2 });
    const producer = mq.producer({ group });
    const before = new Date(Date.now() - 1000);
    const receipts = [];
    for (const body of ['one', 'two', 'three'])
      receipts.push(await producer.send({ topic, body, keys: ['all', body] }));
    await dispatched(3);
    const [, second] = receipts;
    for (const id of [second!.messageId, second!.offsetMessageId]) {
      // The index of keys is a moment behind the queues.
      await untilTrue(
        'The message is not found',
        async () => (await admin.messages.byId(topic, id)) !== undefined,
      );
      const found = await admin.messages.byId(topic, id);
      expect([
        found?.text(),
        found?.messageId,
        found?.offsetMessageId,
        found?.queue,
        found?.offset,
      ]).to.deep.equal([
        'two',
        second!.messageId,
        second!.offsetMessageId,
        second!.queue,
        second!.queueOffset,
      ]);
    }
    const textsOf = async (key: string) =>
      (await admin.messages.byKey(topic, key)).map((each) => each.text());
    expect(await textsOf('all')).to.deep.equal(['one', 'two', 'three']);
    expect(await textsOf('three')).to.deep.equal(['three']);
    expect(await admin.messages.byKey(topic, 'four')).to.deep.equal([]);
    expect(await admin.messages.byId(topic, 'FF'.repeat(16))).to.equal(undefined);
    const inTime = await admin.messages.between(topic, { from: before });
    expect(inTime.map((each) => each.text())).to.have.members(['one', 'two', 'three']);
    expect(await admin.messages.between(topic, { to: before })).to.deep.equal([]);
    const inAnHour = new Date(Date.now() + 3_600_000);
    expect(await admin.messages.between(topic, { from: inAnHour })).to.deep.equal([]);
  });

  it('tells how brokers are and how they are set', async () => {
    const { address } = broker().brokers[0]!;
    const [first] = await admin.brokers.list();
    expect(first).to.deep.equal({
      clusterName: 'DefaultCluster',
      brokerName: 'broker-a',
      brokerId: 0,
      address,
    });
    // 4.9 cannot tell before it has taken its first samples, a second after it started.
    await untilTrue(
      'The broker does not tell',
      async () => (await admin.brokers.status())[0]!.error === undefined,
    );
    const [status] = await admin.brokers.status();
    expect(status?.runtime?.version).to.equal(`V${version.replaceAll('.', '_')}`);
    expect(status?.runtime?.startedAt?.getTime()).to.be.within(1_600_000_000_000, Date.now() + 1000);
    expect(await admin.brokers.config(address)).to.include({ brokerName: 'broker-a' });
  });

  it('stores values at name servers, and tells how these are set', async () => {
    const { nameServers } = admin;
    const namespace = uniqueName('space');
    expect(await nameServers.value(namespace, 'key')).to.equal(undefined);
    expect(await nameServers.values(namespace)).to.deep.equal({});
    await nameServers.putValue(namespace, 'key', 'value');
    await nameServers.putValue(namespace, 'other', 'a=b;c');
    expect(await nameServers.value(namespace, 'key')).to.equal('value');
    expect(await nameServers.values(namespace)).to.deep.equal({ key: 'value', other: 'a=b;c' });
    await nameServers.deleteValue(namespace, 'key');
    expect(await nameServers.values(namespace)).to.deep.equal({ other: 'a=b;c' });
    const [address] = broker().nameServers;
    expect(await nameServers.valueAtEach(namespace, 'other')).to.deep.equal([{ address, value: 'a=b;c' }]);
    const [config] = await nameServers.config();
    expect(config?.address).to.equal(address);
    expect(config?.settings).to.include({ orderMessageEnable: 'false' });
  });

  it('lists the topics of units', async () => {
    await using unit = createClient({
      nameServers: broker().nameServers,
      clientId: uniqueName('unit'),
      unitMode: true,
    });
    await sendAll(unit, topic, ['m']);
    const consumer = unit.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' });
    expect(await takeTexts(consumer.messages$, 1)).to.deep.equal(['m']);
    await consumer.close();
    const retryTopic = `%RETRY%${group}`;
    await untilTrue('The retry topic is not told', async () =>
      (await admin.topics.list()).includes(retryTopic),
    );
    const { made, subscribed, shared } = await admin.topics.ofUnits();
    expect(made).to.include(topic).and.not.to.include(retryTopic);
    expect(subscribed).to.include(retryTopic).and.not.to.include(topic);
    expect(shared).to.deep.equal(subscribed);
  });

  it('errs with what the broker says', async () => {
    const error = await admin.topics.create('TBW102').catch((failure: unknown) => failure);
    expect(error).to.be.instanceOf(AdminFailedError);
    expect((error as AdminFailedError).outcomes).to.have.length(1);
    const moved = await admin.offsets.reset(group, topic, 'last').catch((failure: unknown) => failure);
    expect(moved).to.be.instanceOf(TopicNotFoundError);
  });
});

describeBroker(
  'administration of two brokers',
  (broker) => {
    let mq: Client;

    beforeEach(() => {
      mq = createClient({ nameServers: broker().nameServers });
    });

    afterEach(async () => {
      await mq.close({ timeoutMs: 1000 });
    });

    it('creates and deletes on both', async () => {
      const { topics, groups } = mq.admin();
      await topics.create('both', { queues: 2 });
      await groups.create('both');
      for (const views of [await topics.config('both'), await groups.config('both')])
        expect(views.map(({ brokerName }) => brokerName)).to.deep.equal(['broker-a', 'broker-b']);
      await topics.delete('both');
      await groups.delete('both');
      expect(await topics.list()).not.to.include('both');
      expect(await groups.list()).not.to.include('both');
    });

    it('changes settings of one and of both', async () => {
      const { brokers } = mq.admin();
      const [first, second] = broker().brokers;
      const values = async (name: string) => [
        (await brokers.config(first!.address))[name],
        (await brokers.config(second!.address))[name],
      ];
      await brokers.updateConfig(second!.address, { maxMessageSize: 1_000_000 });
      expect((await values('maxMessageSize'))[1]).to.equal('1000000');
      expect((await values('maxMessageSize'))[0]).not.to.equal('1000000');
      await brokers.updateConfig({ cluster: 'DefaultCluster' }, { maxMessageSize: 2_000_000 });
      expect(await values('maxMessageSize')).to.deep.equal(['2000000', '2000000']);
    });

    it('takes one out of the routes of producers and puts it back', async () => {
      const { brokers, topics } = mq.admin();
      await topics.create('routed', { queues: 1 });
      const writable = async () => (await topics.route('routed')).brokers.map((each) => each.writable);
      expect(await brokers.wipeWritePermission('broker-a')).to.be.greaterThan(0);
      expect(await writable()).to.deep.equal([false, true]);
      expect(await brokers.addWritePermission('broker-a')).to.be.greaterThan(0);
      expect(await writable()).to.deep.equal([true, true]);
    });

    it('keeps the order of a topic at name servers, which put it into routes when they are told to', async () => {
      const { topics, nameServers } = mq.admin();
      await nameServers.updateConfig({ orderMessageEnable: true });
      const [config] = await nameServers.config();
      expect(config?.settings).to.include({ orderMessageEnable: 'true' });
      const orderOf = async () => (await topics.route('ordered')).orderConfig;
      await topics.create('ordered', { queues: 3, order: true });
      expect(await orderOf()).to.equal('broker-a:3;broker-b:3');
      for (const view of await topics.config('ordered')) expect(view).to.include({ order: true });
      await topics.update('ordered', { queues: 2 });
      expect(await orderOf()).to.equal('broker-a:2;broker-b:2');
      await topics.update('ordered', { order: false });
      expect(await orderOf()).to.equal(undefined);
      for (const view of await topics.config('ordered')) expect(view).to.include({ order: false });
      await topics.update('ordered', { order: true });
      await topics.delete('ordered');
      expect(await nameServers.values('ORDER_TOPIC_CONFIG')).not.to.have.property('ordered');
    });

    it('errs for settings of name servers that are locked', async () => {
      const error = await mq
        .admin()
        .nameServers.updateConfig({ kvConfigPath: '/etc' })
        .catch((failure: unknown) => failure);
      expect(error).to.be.instanceOf(AdminFailedError);
      expect((error as AdminFailedError).cause).to.have.property('responseCode', 16);
    });

    it('shows one that hangs among the others, and errs where its numbers are missing', async () => {
      const { brokers, topics } = mq.admin({ timeoutMs: 500 });
      const [, second] = broker().brokers;
      await mq.admin().topics.create('hanging', { queues: 1 });
      second!.pause();
      try {
        const status = await brokers.status();
        expect(status.map(({ brokerName, error }) => [brokerName, error === undefined])).to.deep.equal([
          ['broker-a', true],
          ['broker-b', false],
        ]);
        const error = (await topics
          .statistics('hanging')
          .catch((failure: unknown) => failure)) as AdminFailedError;
        expect(error).to.be.instanceOf(AdminFailedError);
        expect(
          error.outcomes.map((outcome) => [outcome.brokerName, outcome.error === undefined]),
        ).to.deep.equal([
          ['broker-a', true],
          ['broker-b', false],
        ]);
      } finally {
        second!.resume();
      }
    });
  },
  { setup: { brokers: 2 }, slow: true },
);

describeBroker(
  'administration beside mqadmin',
  (broker, { version }) => administeringBesideMqadmin(createTour(broker, version)),
  { needsJava: true, slow: true },
);
