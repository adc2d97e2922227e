import { expect } from 'chai';
import type { JavaScenarios } from '../../../../tools/rocketmq/index.js';
import { numbered } from '../traffic.js';
import { everything, texts } from './received.js';
import type { Stop } from './create-tour.js';

type SendMode = JavaScenarios['send']['options']['mode'];

/** The host in it has four bytes, or sixteen. */
const messageId = /^([0-9A-F]{32}|[0-9A-F]{56})$/;

/** What users do with a producer of the official client. */
export function sendingStops(stop: Stop): void {
  for (const mode of ['sync', 'async'] satisfies SendMode[]) {
    stop(
      `sends (${mode}) and learns where each message is`,
      async ({ java, topic, group }) => {
        const messages = numbered(mode, 8).map((body) => ({ topic, body }));
        const sent = await java.run('send', { group, mode, messages });
        return { sent, received: await everything(java, topic, 8) };
      },
      ({ sent, received }) => {
        expect(new Set(sent.map(({ status }) => status))).to.deep.equal(new Set(['SEND_OK']));
        const places = new Map(received.map((message) => [message.messageId, message]));
        expect(
          sent.map((result) => places.get(result.messageId)?.body.toString()),
          'each id leads to the body that was sent',
        ).to.deep.equal(numbered(mode, 8));
        for (const { messageId: id, offsetMessageId, queueId, queueOffset, brokerName } of sent) {
          expect(id).to.match(messageId);
          expect(places.get(id)).to.include({ offsetMessageId, queueId, queueOffset, brokerName });
        }
      },
    );
  }

  stop(
    'sends to every queue in turn',
    ({ java, topic, group }) => {
      const messages = numbered('m', 8).map((body) => ({ topic, body }));
      return java.run('send', { group, mode: 'sync', messages });
    },
    (sent) =>
      expect(sent.map(({ queueId, queueOffset }) => `${queueId}:${queueOffset}`).toSorted()).to.deep.equal([
        '0:0',
        '0:1',
        '1:0',
        '1:1',
        '2:0',
        '2:1',
        '3:0',
        '3:1',
      ]),
  );

  stop(
    'sends without an answer (oneway)',
    async ({ java, topic, group }) => {
      const messages = numbered('oneway', 5).map((body) => ({ topic, body }));
      await java.run('send', { group, mode: 'oneway', messages });
      return everything(java, topic, 5);
    },
    (received) => expect(texts(received).toSorted()).to.deep.equal(numbered('oneway', 5)),
  );

  stop(
    'sends tags, keys, properties and text in any script',
    async ({ java, topic, group }) => {
      const message = {
        topic,
        body: 'Grüße, 世界',
        tags: '标签',
        keys: 'k-1 k-2',
        properties: { größe: 'groß' },
      };
      await java.run('send', { group, mode: 'sync', messages: [message] });
      return everything(java, topic, 1);
    },
    ([message]) => {
      expect(message).to.include({ tags: '标签', keys: 'k-1 k-2', reconsumeTimes: 0 });
      expect(message?.properties).to.include({ größe: 'groß', CLUSTER: 'DefaultCluster' });
      expect(message?.body.toString()).to.equal('Grüße, 世界');
    },
  );

  stop(
    'compresses a large body and reads it again',
    async ({ java, topic, group }) => {
      await java.run('send', { group, mode: 'sync', messages: [{ topic, body: 'large '.repeat(20_000) }] });
      return everything(java, topic, 1);
    },
    ([message]) => expect(message?.body.toString()).to.equal('large '.repeat(20_000)),
  );

  stop(
    'sends a batch, which becomes one message after the other in one queue',
    async ({ java, topic, group }) => {
      const messages = numbered('batch', 4).map((body) => ({ topic, body, tags: body, keys: `k-${body}` }));
      const sent = await java.run('batch', { group, messages });
      return { sent, received: await everything(java, topic, 4) };
    },
    ({ sent, received }) => {
      const ids = sent.messageId.split(',');
      expect([sent.status, sent.queueOffset, ids.length]).to.deep.equal(['SEND_OK', 0, 4]);
      expect(sent.offsetMessageId.split(',')).to.deep.equal(
        received.map(({ offsetMessageId }) => offsetMessageId),
      );
      expect(
        received.map(({ queueId, queueOffset, tags, keys }) => [queueId, queueOffset, tags, keys]),
      ).to.deep.equal(ids.map((_, index) => [sent.queueId, index, `batch-${index}`, `k-batch-${index}`]));
    },
  );

  stop(
    'sends to the queue that it selects',
    async ({ java, topic, group }) => {
      const messages = [3, 1, 3, 1, 3].map((queue, index) => ({ topic, body: `m-${index}`, queue }));
      const sent = await java.run('send', { group, mode: 'ordered', messages });
      return { sent, received: await everything(java, topic, 5) };
    },
    ({ sent, received }) => {
      expect(sent.map(({ queueId, queueOffset }) => [queueId, queueOffset])).to.deep.equal([
        [3, 0],
        [1, 0],
        [3, 1],
        [1, 1],
        [3, 2],
      ]);
      const inQueue = (id: number): string[] => texts(received.filter(({ queueId }) => queueId === id));
      expect([inQueue(1), inQueue(3)]).to.deep.equal([
        ['m-1', 'm-3'],
        ['m-0', 'm-2', 'm-4'],
      ]);
    },
  );

  stop(
    'creates a topic by sending to it',
    async ({ java, topic, group }) => {
      const fresh = `${topic}-fresh`;
      const [sent] = await java.run('send', {
        group,
        mode: 'sync',
        messages: [{ topic: fresh, body: 'first' }],
      });
      return { sent, received: await everything(java, fresh, 1) };
    },
    ({ sent, received }) => {
      expect([sent?.status, sent?.queueOffset]).to.deep.equal(['SEND_OK', 0]);
      expect(texts(received)).to.deep.equal(['first']);
    },
  );

  stop(
    'waits for a reply, and replies',
    async ({ java, topic, group }) => {
      const message = { topic, body: 'question' };
      const both = await Promise.allSettled([
        java.run('request', { group, message, timeoutMs: 20_000 }),
        java.run('reply', { group: `${group}-replier`, topic }),
      ]);
      const [reply, replier] = both;
      if (reply.status === 'fulfilled' && replier.status === 'fulfilled')
        return { reply: reply.value, replier: replier.value };
      throw new Error(both.map((one) => (one.status === 'rejected' ? String(one.reason) : 'ok')).join('\n'));
    },
    ({ reply, replier }) => {
      expect([reply.body.toString(), replier.status]).to.deep.equal(['QUESTION', 'SEND_OK']);
      expect(replier.request.body.toString()).to.equal('question');
      expect(reply.properties['CORRELATION_ID']).to.equal(replier.request.properties['CORRELATION_ID']);
    },
  );

  stop(
    'gives up on a reply that does not come',
    ({ java, topic, group }) =>
      java.run('request', { group, message: { topic, body: 'anybody?' }, timeoutMs: 3000 }).catch(String),
    (error) => expect(error).to.contain('RequestTimeoutException'),
  );
}
