import { expect } from 'chai';
import type { JavaArrival } from '../../../../tools/rocketmq/index.js';
import { numbered } from '../traffic.js';
import { everything, texts } from './received.js';
import type { Place, Stop } from './create-tour.js';

const needsPop = 'brokers have no POP';

/** To queue 0, 1, 0, 1, ... unless `toMessage` says otherwise. */
async function sendNumbered(
  { java, topic, group }: Place,
  count: number,
  toMessage: (index: number) => object = () => ({}),
): Promise<void> {
  const messages = numbered('m', count).map((body, index) =>
    Object.assign({ topic, body, queue: index % 2 }, toMessage(index)),
  );
  await java.run('send', { group: `${group}-sender`, mode: 'ordered', messages });
}

function textsByQueue(arrivals: readonly JavaArrival[]): Record<number, string[]> {
  const queues: Record<number, string[]> = {};
  for (const { queueId, body } of arrivals) (queues[queueId] ??= []).push(body.toString());
  return queues;
}

/** What users do with consumers of the official client. */
export function consumingStops(stop: Stop): void {
  stop(
    'consumes every message once, also a group that comes later',
    async (place) => {
      const { java, topic, group } = place;
      await sendNumbered(place, 20);
      const first = await java.run('consume', { group, topic, count: 20, settleMs: 300 });
      const again = await java.run('consume', { group, topic, count: 1, waitMs: 1500 });
      const other = await java.run('consume', { group: `${group}-other`, topic, count: 20 });
      return { first, again, other };
    },
    ({ first, again, other }) => {
      expect(texts(first).toSorted()).to.deep.equal(numbered('m', 20).toSorted());
      expect(texts(again), 'the first run has committed').to.deep.equal([]);
      expect(texts(other).toSorted()).to.deep.equal(numbered('m', 20).toSorted());
    },
    { queues: 2 },
  );

  stop(
    'consumes each queue in order, and holds a queue whose message was refused',
    async (place) => {
      const { java, topic, group } = place;
      await sendNumbered(place, 6);
      return java.run('consume', { group, topic, orderly: true, failures: 1, count: 12 });
    },
    (arrivals) => {
      expect(textsByQueue(arrivals)).to.deep.equal({
        0: ['m-0', 'm-0', 'm-2', 'm-2', 'm-4', 'm-4'],
        1: ['m-1', 'm-1', 'm-3', 'm-3', 'm-5', 'm-5'],
      });
    },
    { queues: 2 },
  );

  stop(
    'broadcasts to every member of a group',
    async (place) => {
      const { java, topic, group } = place;
      await sendNumbered(place, 6);
      return java.run('consume', { group, topic, broadcasting: true, members: 2, count: 12 });
    },
    (arrivals) => {
      for (const member of [0, 1]) {
        const own = arrivals.filter((arrival) => arrival.member === member);
        expect(texts(own).toSorted(), `member ${member}`).to.deep.equal(numbered('m', 6));
      }
    },
    { queues: 2 },
  );

  stop(
    'takes only the tags it wants',
    async (place) => {
      const { java, topic, group } = place;
      await sendNumbered(place, 8, (index) => ({ tags: 'ABCD'[index % 4] }));
      return java.run('consume', { group, topic, expression: 'A || D', count: 4, settleMs: 300 });
    },
    (arrivals) => expect(texts(arrivals).toSorted()).to.deep.equal(['m-0', 'm-3', 'm-4', 'm-7']),
    { queues: 2 },
  );

  stop(
    'takes only what an SQL92 expression lets through',
    async (place) => {
      const { java, topic, group } = place;
      await sendNumbered(place, 6, (index) => ({
        tags: index % 2 === 0 ? 'even' : 'odd',
        properties: { price: String(index * 10) },
      }));
      const sql = "price BETWEEN 10 AND 40 AND (TAGS = 'even' OR price IN ('30')) AND missing IS NULL";
      return java.run('consume', { group, topic, sql, count: 3, settleMs: 300 });
    },
    (arrivals) => expect(texts(arrivals).toSorted()).to.deep.equal(['m-2', 'm-3', 'm-4']),
    { queues: 2 },
  );

  stop(
    'is told that an SQL92 expression is wrong',
    ({ java, topic, group }) =>
      java.run('consume', { group, topic, sql: 'price >', count: 1, waitMs: 1000 }).catch(String),
    (error) => expect(error).to.be.a('string').that.contains('MQClientException: CODE: 23 '),
  );

  stop(
    'gets a refused message again, and then in the dead letter topic',
    async (place) => {
      const { java, topic, group } = place;
      await sendNumbered(place, 1, () => ({ tags: 'T', keys: 'k' }));
      const refusal = { failures: 99, retryLevel: 1, maxReconsumeTimes: 1 };
      const attempts = await java.run('consume', { group, topic, ...refusal, count: 2, settleMs: 500 });
      return { attempts, dead: await everything(java, `%DLQ%${group}`, 1) };
    },
    ({ attempts, dead }, { topic, group }) => {
      expect(
        attempts.map((message) => [message.topic, message.body.toString(), message.reconsumeTimes]),
      ).to.deep.equal([
        [topic, 'm-0', 0],
        [topic, 'm-0', 1],
      ]);
      expect(attempts[1]!.arrivedAt - attempts[0]!.arrivedAt).to.be.greaterThan(900);
      expect(attempts[1]?.properties).to.include({ RETRY_TOPIC: topic, TAGS: 'T', KEYS: 'k' });
      expect(dead).to.have.length(1);
      const { messageId, offsetMessageId } = attempts[0]!;
      expect(dead[0]).to.include({ topic: `%DLQ%${group}`, messageId, tags: 'T', keys: 'k' });
      expect(dead[0]?.properties).to.include({ RETRY_TOPIC: topic, ORIGIN_MESSAGE_ID: offsetMessageId });
    },
    { queues: 2 },
  );

  stop(
    'pulls as a member of a group (lite pull), and commits',
    async (place) => {
      const { java, topic, group } = place;
      await sendNumbered(place, 7);
      return java.run('pull', { group, topic, count: 7 });
    },
    ({ messages, committed }) => {
      expect(texts(messages).toSorted()).to.deep.equal(numbered('m', 7));
      expect(committed).to.deep.equal({ 0: 4, 1: 3 });
    },
    { queues: 2 },
  );

  stop(
    'pulls from an offset, and from a time',
    async (place) => {
      const { java, topic, group } = place;
      await sendNumbered(place, 3, () => ({ queue: 0 }));
      await sendNumbered(place, 3, (index) => ({ queue: 0, body: `m-${index + 3}` }));
      const all = await everything(java, topic, 6);
      // In the gap while the second producer started: brokers of 4.9 take the message whose time is nearest.
      const timestamp = all[3]!.storeTimestamp - 1;
      const assign = true;
      const [fromOffset, fromTime] = await Promise.all([
        java.run('pull', { group: `${group}-o`, topic, assign, offset: 4, count: 2 }),
        java.run('pull', { group: `${group}-t`, topic, assign, timestamp, count: 3 }),
      ]);
      return { fromOffset, fromTime };
    },
    ({ fromOffset, fromTime }) => {
      expect(texts(fromOffset.messages)).to.deep.equal(['m-4', 'm-5']);
      expect(texts(fromTime.messages)).to.deep.equal(['m-3', 'm-4', 'm-5']);
    },
    { queues: 1 },
  );

  stop(
    'consumes by POP, and gets again what it refused',
    async (place) => {
      const { java, topic, group } = place;
      const mode = ['-c', 'DefaultCluster', '-t', topic, '-g', group, '-m', 'POP', '-q', '0'];
      await java.run('mqadmin', { args: ['setConsumeMode', ...mode] });
      await sendNumbered(place, 4);
      return java.run('pop', { group, topic, count: 8, failures: 1, waitMs: 45_000 });
    },
    (arrivals, { topic }) => {
      const [first, second] = [0, 1].map((times) =>
        arrivals.filter(({ reconsumeTimes }) => reconsumeTimes === times),
      );
      expect([texts(first!).toSorted(), texts(second!).toSorted()]).to.deep.equal([
        numbered('m', 4),
        numbered('m', 4),
      ]);
      for (const message of arrivals) {
        expect(message.topic).to.equal(topic);
        expect(message.properties['POP_CK']).to.match(/^\d+ \d+ \d+ \d+ \d broker-a \d+ \d+$/);
      }
    },
    { isLong: true, queues: 2, needs5: needsPop },
  );
}
