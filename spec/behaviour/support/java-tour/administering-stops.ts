import { expect } from 'chai';
import { untilTrue } from '../../../../tools/rocketmq/sequence.js';
import type { Stop } from './create-tour.js';
import { fields, mqadmin, rows, sendOne } from './mqadmin.js';
import { everything, texts } from './received.js';

/** What operators do with mqadmin to brokers, topics and messages. */
export function administeringStops(stop: Stop): void {
  stop(
    'lists clusters and brokers',
    (place) => mqadmin(place, 'clusterList'),
    (printed, { broker }) => {
      const [row] = rows(printed);
      expect(row?.slice(0, 4)).to.deep.equal(['DefaultCluster', 'broker-a', '0', broker.brokers[0]!.address]);
      expect(row?.[4]).to.equal(`V${broker.version.replaceAll('.', '_')}`);
    },
  );

  stop(
    'lists topics',
    async (place) => [await mqadmin(place, 'topicList'), await mqadmin(place, 'topicList', '-c')],
    ([plain = '', byCluster = ''], { topic }) => {
      expect(plain.split('\n')).to.include(topic).and.include('TBW102').and.include('SCHEDULE_TOPIC_XXXX');
      expect(rows(byCluster).map((row) => row.slice(0, 2))).to.deep.include(['DefaultCluster', topic]);
    },
  );

  stop(
    'creates, changes and deletes a topic',
    async (place) => {
      const { topic, broker } = place;
      const made = `${topic}-made`;
      const { address } = broker.brokers[0]!;
      const update = (queues: string): Promise<string> =>
        mqadmin(place, 'updateTopic', '-b', address, '-t', made, '-r', queues, '-w', queues);
      // A broker tells the name servers a moment after it has answered.
      const hasQueues = (queues: string) => async (): Promise<boolean> =>
        (await mqadmin(place, 'topicRoute', '-t', made).catch(String)).includes(`"writeQueueNums":${queues}`);
      const created = await update('3');
      await untilTrue('The topic is not there', hasQueues('3'));
      await update('5');
      await untilTrue('The topic has not changed', hasQueues('5'));
      const deleted = await mqadmin(place, 'deleteTopic', '-c', 'DefaultCluster', '-t', made);
      return { created, deleted, route: await mqadmin(place, 'topicRoute', '-t', made).catch(String) };
    },
    ({ created, deleted, route }, { topic, broker }) => {
      expect(created).to.contain(`create topic to ${broker.brokers[0]!.address} success.`);
      expect(deleted).to.contain(`delete topic [${topic}-made] from NameServer success.`);
      expect(route).to.contain('CODE: 17 ');
    },
  );

  stop(
    'shows the route of a topic',
    (place) => mqadmin(place, 'topicRoute', '-t', place.topic),
    (printed, { broker }) => {
      expect(printed).to.contain(`0:"${broker.brokers[0]!.address}"`);
      expect(printed).to.contain('"perm":6').and.contain('"readQueueNums":4');
    },
  );

  stop(
    'shows the offsets of a topic',
    async (place) => {
      await sendOne(place);
      // Whatever can be pulled is in the numbers too.
      await everything(place.java, place.topic, 1);
      return mqadmin(place, 'topicStatus', '-t', place.topic);
    },
    (printed) => {
      const table = rows(printed).filter(([brokerName]) => brokerName === 'broker-a');
      expect(table.map((row) => row.slice(0, 4))).to.have.deep.members([
        ['broker-a', '0', '0', '1'],
        ['broker-a', '1', '0', '0'],
      ]);
    },
    { queues: 2 },
  );

  stop(
    'finds a message by its offset id, its key, its unique key and its offset',
    async (place) => {
      const { topic } = place;
      const { id, offsetId } = await sendOne(place);
      await everything(place.java, topic, 1);
      const key = `key-of-${topic}`;
      const inTopic = place.broker.version.startsWith('4.') ? [] : ['-t', topic];
      const [byId, byKey, byUniqueKey, byOffset] = await Promise.all([
        mqadmin(place, 'queryMsgById', '-i', offsetId, ...inTopic),
        mqadmin(place, 'queryMsgByKey', '-t', topic, '-k', key),
        mqadmin(place, 'queryMsgByUniqueKey', '-t', topic, '-i', id),
        mqadmin(place, 'queryMsgByOffset', '-t', topic, '-b', 'broker-a', '-i', '0', '-o', '0'),
      ]);
      return { id, offsetId, key, byId, byKey, byUniqueKey, byOffset };
    },
    ({ id, offsetId, key, byId, byKey, byUniqueKey, byOffset }, { topic }) => {
      for (const printed of [byId, byUniqueKey, byOffset]) {
        expect(fields(printed)).to.include({
          Topic: topic,
          Tags: '[T]',
          Keys: `[${key}]`,
          'Queue Offset': '0',
        });
      }
      expect([fields(byId)['OffsetID'], fields(byOffset)['OffsetID']]).to.deep.equal([offsetId, offsetId]);
      // Later versions have another column.
      expect(rows(byKey).map((row) => row.slice(0, 3))).to.deep.equal([[id, '0', '0']]);
    },
    { queues: 1 },
  );

  stop(
    'reads a topic from the outside',
    async (place) => {
      const { id } = await sendOne(place, 'peek');
      // One after the other: they share a group.
      const first = await mqadmin(place, 'printMsg', '-t', place.topic);
      return { id, printed: [first, await mqadmin(place, 'consumeMessage', '-t', place.topic)] };
    },
    ({ id, printed }) => {
      for (const text of printed) expect(text).to.contain(`MSGID: ${id}`);
    },
  );

  stop(
    'shows what a broker does and how it is set',
    async (place) => {
      const { address } = place.broker.brokers[0]!;
      const config = await mqadmin(place, 'getBrokerConfig', '-b', address);
      return { status: await mqadmin(place, 'brokerStatus', '-b', address), config };
    },
    ({ status, config }, { broker }) => {
      expect(fields(status)['brokerVersionDesc']).to.equal(`V${broker.version.replaceAll('.', '_')}`);
      expect(fields(config)).to.include({ brokerName: 'broker-a', brokerClusterName: 'DefaultCluster' });
    },
  );

  stop(
    'sends a message by hand and measures the way there',
    async (place) => {
      const { java, topic } = place;
      await mqadmin(place, 'sendMessage', '-t', topic, '-p', 'by hand');
      const received = await everything(java, topic, 1);
      return {
        received,
        measured: await mqadmin(place, 'checkMsgSendRT', '-t', topic, '-a', '2', '-s', '10'),
      };
    },
    ({ received, measured }) => {
      expect(texts(received)).to.deep.equal(['by hand']);
      expect(rows(measured).filter((row) => row[2] === 'true')).to.have.length(2);
    },
  );
}
