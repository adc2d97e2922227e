import { expect } from 'chai';
import { everything, texts } from './received.js';
import type { Stop } from './create-tour.js';

const needsTimers = 'brokers have no timed messages';

/** Messages that come later than they were sent, and those that come only if their sender says so. */
export function delayingStops(stop: Stop): void {
  stop(
    'delays by level',
    async ({ java, topic, group }) => {
      const messages = [1, 2].map((delayLevel) => ({ topic, body: `level ${delayLevel}`, delayLevel }));
      await java.run('send', { group, mode: 'sync', messages });
      return java.run('consume', { group, topic, count: 2 });
    },
    (arrivals, { topic }) => {
      expect(texts(arrivals).toSorted()).to.deep.equal(['level 1', 'level 2']);
      for (const arrival of arrivals) {
        expect(arrival.topic).to.equal(topic);
        const level = Number(arrival.body.toString().slice(-1));
        expect(arrival.storeTimestamp - arrival.bornTimestamp).to.be.greaterThan(level * 1000 - 100);
      }
    },
  );

  stop(
    'delays to a point in time',
    async ({ java, topic, group }) => {
      const at = Date.now() + 1500;
      const properties = { TIMER_DELIVER_MS: String(at) };
      await java.run('send', { group, mode: 'sync', messages: [{ topic, body: 'timed', properties }] });
      return { at, arrivals: await java.run('consume', { group, topic, count: 1 }) };
    },
    ({ at, arrivals }, { topic }) => {
      expect(arrivals.map((message) => [message.topic, message.body.toString()])).to.deep.equal([
        [topic, 'timed'],
      ]);
      expect(arrivals[0]?.arrivedAt).to.be.greaterThan(at - 200);
    },
    { needs5: needsTimers },
  );

  stop(
    'takes a timed message back',
    async ({ java, topic, group }) => {
      const timed = (body: string, delay: number) => ({
        topic,
        body,
        properties: { TIMER_DELAY_MS: String(delay) },
      });
      const [recalled] = await java.run('recall', { group, messages: [timed('recalled', 3000)] });
      await java.run('send', { group, mode: 'sync', messages: [timed('later', 4000)] });
      return { recalled, arrivals: await java.run('consume', { group, topic, count: 1 }) };
    },
    ({ recalled, arrivals }) => {
      expect(recalled?.recalled).to.equal(recalled?.messageId);
      expect(texts(arrivals)).to.deep.equal(['later']);
    },
    { needs5: needsTimers },
  );

  stop(
    'commits and rolls back transactions, and answers what the broker asks about those left open',
    async ({ java, topic, group }) => {
      const half = (
        body: string,
        properties: { local: 'COMMIT_MESSAGE' | 'ROLLBACK_MESSAGE' | 'UNKNOW' },
      ) => ({
        topic,
        body,
        properties,
      });
      const done = await java.run('transaction', {
        group,
        checks: 2,
        messages: [
          half('committed', { local: 'COMMIT_MESSAGE' }),
          half('rolled back', { local: 'ROLLBACK_MESSAGE' }),
          { topic, body: 'committed later', properties: { local: 'UNKNOW', check: 'COMMIT_MESSAGE' } },
          { topic, body: 'rolled back later', properties: { local: 'UNKNOW', check: 'ROLLBACK_MESSAGE' } },
        ],
      });
      return { done, received: await everything(java, topic, 2) };
    },
    ({ done: { sent, checks }, received }) => {
      expect(sent.map(({ status, localState }) => [status, localState])).to.deep.equal([
        ['SEND_OK', 'COMMIT_MESSAGE'],
        ['SEND_OK', 'ROLLBACK_MESSAGE'],
        ['SEND_OK', 'UNKNOW'],
        ['SEND_OK', 'UNKNOW'],
      ]);
      // A broker that has asked once more before it noted the end stores a committed message twice (seen on 5.3.3).
      expect(new Set(texts(checks))).to.deep.equal(new Set(['committed later', 'rolled back later']));
      expect(new Set(texts(received))).to.deep.equal(new Set(['committed', 'committed later']));
      const ids = new Set(received.map(({ messageId }) => messageId));
      expect(ids).to.deep.equal(new Set([sent[0]?.messageId, sent[2]?.messageId]));
    },
    { isLong: true },
  );
}
