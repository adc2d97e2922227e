import { expect } from 'chai';
import type { Stop } from './create-tour.js';
import { fields, mqadmin, rows, sendOne } from './mqadmin.js';
import { texts } from './received.js';

/** What operators do with mqadmin to consumer groups. */
export function groupStops(stop: Stop): void {
  stop(
    'shows how far a group is',
    async (place) => {
      const { java, topic, group } = place;
      await sendOne(place);
      await sendOne(place);
      await java.run('consume', { group, topic, count: 2 });
      await sendOne(place);
      return mqadmin(place, 'consumerProgress', '-g', group);
    },
    (printed, { topic }) => {
      const row = rows(printed).find((cells) => cells[0] === topic);
      expect(row?.slice(0, 6)).to.deep.equal([topic, 'broker-a', '0', '3', '2', '1']);
      expect(printed).to.match(/Diff Total: 1/);
    },
    { queues: 1 },
  );

  stop(
    'shows who is in a group, and what each member does',
    async (place) => {
      const { java, topic, group } = place;
      await sendOne(place);
      await java.run('consume', { group, topic, expression: 'T || U', count: 1, keep: true });
      const connection = await mqadmin(place, 'consumerConnection', '-g', group);
      const status = await mqadmin(place, 'consumerStatus', '-g', group);
      await java.run('release', { group, count: 0 });
      const later = await mqadmin(place, 'consumerConnection', '-g', group).catch(String);
      return { connection, status, later };
    },
    ({ connection, status, later }, { topic, group, broker }) => {
      const table = rows(connection);
      expect(table[0]?.slice(2)).to.deep.equal(['JAVA', `V${broker.version.replaceAll('.', '_')}`]);
      expect(table)
        .to.deep.include([topic, 'T', '||', 'U'])
        .and.deep.include([`%RETRY%${group}`, '*']);
      expect(fields(connection)).to.include({ ConsumeType: 'CONSUME_PASSIVELY', MessageModel: 'CLUSTERING' });
      expect(status)
        .to.contain('Same subscription in the same group of consumer')
        .and.contain('Rebalance OK');
      expect(later).to.contain('not online');
    },
  );

  stop(
    'resets the offsets of a group that is not there, to the beginning and to the end',
    async (place) => {
      const { java, topic, group } = place;
      await sendOne(place, 'once more');
      await java.run('consume', { group, topic, count: 1 });
      const reset = ['resetOffsetByTime', '-g', group, '-t', topic, '-s'] as const;
      const toBeginning = await mqadmin(place, ...reset, '0');
      const again = await java.run('consume', { group, topic, count: 1 });
      await sendOne(place, 'skipped');
      const toEnd = await mqadmin(place, ...reset, '-1');
      const after = await java.run('consume', { group, topic, count: 1, waitMs: 1500 });
      return { toBeginning, again, toEnd, after };
    },
    ({ toBeginning, again, toEnd, after }) => {
      const offsets = [toBeginning, toEnd].map((printed) => rows(printed).at(-1));
      expect(offsets.map((row) => [row?.[0], row?.[1], row?.at(-1)])).to.deep.equal([
        ['broker-a', '0', '0'],
        ['broker-a', '0', '2'],
      ]);
      expect(texts(again)).to.deep.equal(['once more']);
      expect(texts(after)).to.deep.equal([]);
    },
    { queues: 1 },
  );

  stop(
    'resets the offsets of a group that is there, which begins again at once',
    async (place) => {
      const { java, topic, group } = place;
      await sendOne(place, 'first');
      await java.run('consume', { group, topic, count: 1 });
      await sendOne(place, 'second');
      await java.run('consume', { group, topic, count: 1, keep: true });
      await mqadmin(place, 'resetOffsetByTime', '-g', group, '-t', topic, '-s', '0');
      // Brokers of 5.x tell a member with the answer to its parked pull, those of 4.9 at once: it waits by itself.
      return java.run('release', { group, count: 1 });
    },
    (arrivals) => expect(texts(arrivals)).to.include('first'),
    { isLong: true, queues: 1 },
  );

  stop(
    'makes and unmakes a group',
    async (place) => {
      const { group } = place;
      const where = ['-c', 'DefaultCluster', '-g', group] as const;
      const made = await mqadmin(place, 'updateSubGroup', ...where, '-r', '5');
      const config = await mqadmin(place, 'getConsumerConfig', '-g', group);
      const deleted = await mqadmin(place, 'deleteSubGroup', ...where);
      return { made, config, deleted };
    },
    ({ made, config, deleted }, { broker, group }) => {
      expect(made).to.contain(`create subscription group to ${broker.brokers[0]!.address} success.`);
      expect(fields(config)).to.include({ groupName: group, retryMaxTimes: '5' });
      expect(deleted).to.contain(`delete subscription group [${group}]`);
    },
  );
}
