import { expect } from 'chai';
import { type Admin, createClient } from '../../../src/index.js';
import { decodeTopicRouteData, Permission } from '../../../src/protocol/index.js';
import { untilTrue } from '../../../tools/rocketmq/sequence.js';
import type { Place, Stop } from './java-tour/create-tour.js';
import { fields, mqadmin, rows, sendOne } from './java-tour/mqadmin.js';

/** What `work` makes of an admin of the servers, which is closed afterwards. */
async function administer<T>({ broker }: Place, work: (admin: Admin) => Promise<T>): Promise<T> {
  await using mq = createClient({ nameServers: broker.nameServers });
  return await work(mq.admin());
}

const told = (place: Place, messages: number): Promise<void> =>
  administer(place, (admin) =>
    untilTrue(
      'The messages are not in the queues',
      async () => (await admin.topics.statistics(place.topic)).messages === messages,
    ),
  );

/** As mqadmin prints values. */
const trimmed = (settings: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, value.trim()]));

/** The same asked of mqadmin and of this library: the numbers have to agree. */
export function administeringBesideMqadmin(stop: Stop): void {
  stop(
    'shows the same brokers as clusterList',
    async (place) => ({
      printed: await mqadmin(place, 'clusterList'),
      brokers: await administer(place, async (admin) => admin.brokers.status()),
    }),
    ({ printed, brokers }) => {
      const seen = brokers.map(({ clusterName, brokerName, brokerId, address, runtime }) => [
        clusterName,
        brokerName,
        String(brokerId),
        address,
        runtime?.version,
      ]);
      expect(rows(printed).map((row) => row.slice(0, 5))).to.deep.equal(seen);
    },
  );

  stop(
    'lists the same topics as topicList',
    async (place) => ({
      printed: await mqadmin(place, 'topicList'),
      names: await administer(place, async (admin) => admin.topics.list()),
    }),
    ({ printed, names }, { topic }) => {
      const theirs = new Set(rows(printed).flat());
      expect(names).to.include(topic);
      // Others make topics meanwhile.
      for (const name of ['TBW102', 'SCHEDULE_TOPIC_XXXX', 'DefaultCluster', 'broker-a', topic])
        expect([name, names.includes(name)]).to.deep.equal([name, theirs.has(name)]);
    },
  );

  stop(
    'tells the same offsets as topicStatus',
    async (place) => {
      await sendOne(place);
      await sendOne(place);
      await told(place, 2);
      return {
        printed: await mqadmin(place, 'topicStatus', '-t', place.topic),
        statistics: await administer(place, async (admin) => admin.topics.statistics(place.topic)),
      };
    },
    ({ printed, statistics }) => {
      const theirs = rows(printed).filter(([brokerName]) => brokerName === 'broker-a');
      const ours = statistics.queues.map(({ queue, minOffset, maxOffset }) => [
        queue.brokerName,
        String(queue.queueId),
        String(minOffset),
        String(maxOffset),
      ]);
      expect(theirs.map((row) => row.slice(0, 4))).to.have.deep.members(ours);
      expect(statistics.messages).to.equal(2);
    },
    { queues: 2 },
  );

  stop(
    'tells the same route as topicRoute',
    async (place) => ({
      printed: await mqadmin(place, 'topicRoute', '-t', place.topic),
      route: await administer(place, async (admin) => admin.topics.route(place.topic)),
    }),
    ({ printed, route }) => {
      const json = printed.slice(printed.indexOf('{'), printed.lastIndexOf('}') + 1);
      const { brokerDatas, queueDatas, orderTopicConf } = decodeTopicRouteData(Buffer.from(json));
      const theirs = queueDatas.map(({ brokerName, readQueueNums, writeQueueNums, perm }) => {
        const data = brokerDatas.find((each) => each.brokerName === brokerName);
        return {
          clusterName: data?.cluster,
          brokerName,
          addresses: { ...data?.brokerAddrs },
          readQueues: readQueueNums,
          writeQueues: writeQueueNums,
          readable: (perm & Permission.READ) !== 0,
          writable: (perm & Permission.WRITE) !== 0,
        };
      });
      expect(route.brokers).to.deep.equal(theirs);
      expect(route.brokers).to.have.length(1);
      expect(route.orderConfig).to.equal(orderTopicConf);
    },
    { queues: 3 },
  );

  stop(
    'keeps the order of a topic where updateTopic -o keeps it',
    async (place) => {
      const { topic } = place;
      const theirs = `${topic}-theirs`;
      const ours = `${topic}-ours`;
      const of = ['-c', 'DefaultCluster', '-t', theirs, '-r', '2', '-w', '3'];
      await mqadmin(place, 'updateTopic', ...of, '-o', 'true');
      return administer(place, async ({ topics, nameServers }) => {
        await topics.create(ours, { readQueues: 2, writeQueues: 3, order: true });
        const kept = await nameServers.values('ORDER_TOPIC_CONFIG');
        return {
          theirs: { kept: kept[theirs], topic: await topics.config(theirs) },
          ours: { kept: kept[ours], topic: await topics.config(ours) },
        };
      });
    },
    ({ theirs, ours }) => {
      expect([theirs.kept, ours.kept]).to.deep.equal(['broker-a:3', 'broker-a:3']);
      for (const { topic } of [theirs, ours]) expect(topic[0]).to.include({ readQueues: 2, writeQueues: 3 });
      expect(ours.topic[0]).to.include({ order: true });
    },
  );

  stop(
    'shows the same members as consumerConnection',
    async (place) => {
      const { broker, topic, group } = place;
      await using mq = createClient({ nameServers: broker.nameServers });
      const admin = mq.admin();
      await admin.groups.create(group);
      const consumer = mq.consumer({ group, subscribe: { [topic]: 'A || B' } });
      const consuming = consumer.run(() => undefined).subscribe();
      await untilTrue(
        'The member is not connected',
        async () => (await admin.groups.members(group)).length === 1,
      );
      const seen = {
        printed: await mqadmin(place, 'consumerConnection', '-g', group),
        members: await admin.groups.members(group),
        subscription: await admin.groups.subscription(group),
      };
      consuming.unsubscribe();
      await consumer.close();
      return seen;
    },
    ({ printed, members, subscription }, { topic }) => {
      const [member] = members;
      const [row] = rows(printed);
      expect(row).to.deep.equal([member?.clientId, member?.address, member?.language, member?.version]);
      const mine = subscription?.topics.find((each) => each.topic === topic);
      expect(rows(printed)).to.deep.include([topic, ...(mine?.expression.split(' ') ?? [])]);
      expect(fields(printed)).to.include({ ConsumeType: 'CONSUME_PASSIVELY', MessageModel: 'CLUSTERING' });
      expect(subscription).to.include({ type: 'push', model: 'clustering' });
    },
  );

  stop(
    'tells the same progress as consumerProgress',
    async (place) => {
      const { topic, group } = place;
      await sendOne(place);
      await sendOne(place);
      await told(place, 2);
      return administer(place, async (admin) => {
        await admin.groups.create(group);
        // mqadmin asks the brokers that have the retry topic of the group.
        await admin.topics.create(`%RETRY%${group}`, { queues: 1 });
        await admin.offsets.commit(group, { topic, brokerName: 'broker-a', queueId: 0 }, 1);
        return {
          printed: await mqadmin(place, 'consumerProgress', '-g', group),
          progress: await admin.groups.progress(group),
        };
      });
    },
    ({ printed, progress }, { topic }) => {
      const theirs = rows(printed).filter(([name]) => name === topic);
      const ours = progress.queues
        .filter(({ queue }) => queue.topic === topic)
        .map(({ queue, maxOffset, committedOffset }) => [
          topic,
          queue.brokerName,
          String(queue.queueId),
          String(maxOffset),
          String(committedOffset),
        ]);
      expect(theirs.map((row) => row.slice(0, 5))).to.have.deep.members(ours);
      expect(ours).to.have.length(1);
      expect(fields(printed)['Consume Diff Total'] ?? fields(printed)['Diff Total']).to.equal(
        String(progress.lag),
      );
    },
    { queues: 1 },
  );

  stop(
    'finds the same message as queryMsgById and queryMsgByUniqueKey',
    async (place) => {
      const { topic, broker } = place;
      const { id, offsetId } = await sendOne(place);
      await told(place, 1);
      const inTopic = broker.version.startsWith('4.') ? [] : ['-t', topic];
      const printed = await mqadmin(place, 'queryMsgById', '-i', offsetId, ...inTopic);
      const byUniqueKey = await mqadmin(place, 'queryMsgByUniqueKey', '-t', topic, '-i', id);
      return administer(place, async (admin) => ({
        printed,
        byUniqueKey,
        found: [await admin.messages.byId(topic, id), await admin.messages.byId(topic, offsetId)],
        byKey: await admin.messages.byKey(topic, `key-of-${topic}`),
      }));
    },
    ({ printed, byUniqueKey, found, byKey }) => {
      for (const message of [...found, ...byKey]) {
        for (const theirs of [fields(printed), fields(byUniqueKey)])
          expect(theirs).to.include({
            Topic: message?.topic,
            Tags: `[${message?.tags}]`,
            Keys: `[${message?.keys.join(' ')}]`,
            'Queue ID': String(message?.queue.queueId),
            'Queue Offset': String(message?.offset),
          });
        expect(fields(printed)['OffsetID']).to.equal(message?.offsetMessageId);
      }
      expect(byKey).to.have.length(1);
    },
    { queues: 1 },
  );

  stop(
    'finds the same messages as queryMsgByKey',
    async (place) => {
      const { topic } = place;
      await sendOne(place);
      await sendOne(place);
      await told(place, 2);
      const key = `key-of-${topic}`;
      return administer(place, async (admin) => {
        await untilTrue(
          'The messages are not in the index',
          async () => (await admin.messages.byKey(topic, key)).length === 2,
        );
        return {
          printed: await mqadmin(place, 'queryMsgByKey', '-t', topic, '-k', key),
          found: await admin.messages.byKey(topic, key),
        };
      });
    },
    ({ printed, found }) => {
      const ours = found.map(({ messageId, queue, offset }) => [
        messageId,
        String(queue.queueId),
        String(offset),
      ]);
      // Since 5.5 there is a fourth column, the key in the index.
      expect(rows(printed).map((row) => row.slice(0, 3))).to.have.deep.members(ours);
      expect(ours).to.have.length(2);
    },
    { queues: 1 },
  );

  stop(
    'shows the trace of a message of this library by queryMsgTraceById',
    async (place) => {
      const { topic, group, broker } = place;
      const traceTopic = `${topic}-trace`;
      await broker.createTopic(traceTopic, { queues: 1 });
      await using mq = createClient({ nameServers: broker.nameServers });
      const producer = mq.producer({ group, trace: { topic: traceTopic } });
      const { messageId } = await producer.send({ topic, body: 'm', keys: 'k' });
      await producer.close();
      await untilTrue(
        'The trace is not in the index',
        async () => (await mq.admin().messages.byKey(traceTopic, messageId)).length === 1,
      );
      return mqadmin(place, 'queryMsgTraceById', '-i', messageId, '-t', traceTopic);
    },
    (printed, { group }) => {
      const [row] = rows(printed);
      expect([row?.[0], row?.[1], row?.at(-1)]).to.deep.equal(['Pub', group, 'success']);
    },
  );

  stop(
    'reads the same settings as getBrokerConfig, and the same numbers as brokerStatus',
    async (place) => {
      const { address } = place.broker.brokers[0]!;
      const config = await mqadmin(place, 'getBrokerConfig', '-b', address);
      const status = await mqadmin(place, 'brokerStatus', '-b', address);
      return administer(place, async (admin) => ({
        config,
        status,
        settings: await admin.brokers.config(address),
        runtime: await admin.brokers.runtime(address),
      }));
    },
    ({ config, status, settings, runtime }) => {
      expect(settings).to.include.keys('brokerName', 'maxMessageSize', 'autoCreateTopicEnable');
      expect(fields(config)).to.deep.equal(trimmed(settings));
      const theirs = fields(status);
      expect(theirs).to.have.all.keys(Object.keys(runtime.values));
      // The others change from one question to the next.
      const lasting = /^boot|^brokerVersion|Morning$|Capacity$/;
      for (const name of Object.keys(theirs).filter((each) => lasting.test(each)))
        expect([name, runtime.values[name]]).to.deep.equal([name, theirs[name]]);
      expect(theirs['brokerVersionDesc']).to.equal(runtime.version);
      expect(theirs['bootTimestamp']).to.equal(String(runtime.startedAt?.getTime()));
    },
  );

  stop(
    'makes topics and groups that mqadmin sees, and deletes those it has made',
    async (place) => {
      const { broker, topic, group } = place;
      const { address } = broker.brokers[0]!;
      const theirs = `${topic}-theirs`;
      await mqadmin(place, 'updateTopic', '-b', address, '-t', theirs, '-r', '3', '-w', '3');
      await mqadmin(place, 'updateSubGroup', '-b', address, '-g', group, '-r', '7');
      return administer(place, async (admin) => {
        const topics = await admin.topics.config(theirs);
        const groups = await admin.groups.config(group);
        await admin.topics.delete(theirs);
        await admin.groups.delete(group);
        await admin.topics.create(`${topic}-ours`, { queues: 5 });
        return {
          topics,
          groups,
          theirs: await mqadmin(place, 'topicRoute', '-t', theirs).catch(String),
          ours: await mqadmin(place, 'topicRoute', '-t', `${topic}-ours`),
        };
      });
    },
    ({ topics, groups, theirs, ours }) => {
      expect(topics[0]).to.include({ readQueues: 3, writeQueues: 3 });
      expect(groups[0]).to.include({ retryMaxTimes: 7 });
      expect(theirs).to.contain('CODE: 17 ');
      expect(ours).to.contain('"readQueueNums":5');
    },
  );

  stop(
    'resets a group where consumerProgress sees it',
    async (place) => {
      const { topic, group } = place;
      await sendOne(place);
      await told(place, 1);
      return administer(place, async (admin) => {
        await admin.groups.create(group);
        await admin.topics.create(`%RETRY%${group}`, { queues: 1 });
        await admin.offsets.commit(group, { topic, brokerName: 'broker-a', queueId: 0 }, 0);
        await admin.offsets.skip(group, topic);
        return mqadmin(place, 'consumerProgress', '-g', group);
      });
    },
    (printed, { topic }) => {
      const row = rows(printed).find(([name]) => name === topic);
      expect(row?.slice(1, 5)).to.deep.equal(['broker-a', '0', '1', '1']);
    },
    { queues: 1 },
  );
}
