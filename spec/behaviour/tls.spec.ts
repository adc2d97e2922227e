import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import {
  type ClientOptions,
  ConnectFailedError,
  createClient,
  NameServersUnreachableError,
} from '../../src/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { numbered, sendAll, takeTexts } from './support/traffic.js';

describeBroker(
  'TLS',
  (broker) => {
    const files = () => {
      const { ca, clientKey, clientCertificate } = broker().certificates!;
      return { ca: readFileSync(ca), key: readFileSync(clientKey), cert: readFileSync(clientCertificate) };
    };

    /** The failure to reach the name server, which is behind the one that users see. */
    const refused = async (tls: ClientOptions['tls']): Promise<Error | undefined> => {
      const options = {
        nameServers: broker().nameServers,
        requestTimeoutMs: 5000,
        ...(tls !== undefined && { tls }),
      };
      await using mq = createClient(options);
      const error = await mq
        .producer({ group: 'spec', timeoutMs: 5000 })
        .send({ topic: uniqueName('topic'), body: 'x' })
        .catch((failure: unknown) => failure);
      expect(error).to.be.instanceOf(NameServersUnreachableError);
      return (error as NameServersUnreachableError).attempts[0]?.error as Error | undefined;
    };

    it('sends and consumes with certificates on both sides', async () => {
      const topic = uniqueName('topic');
      await broker().createTopic(topic);
      await using mq = createClient({ nameServers: broker().nameServers, tls: files() });
      await sendAll(mq, topic, numbered('m', 10));
      const consumer = mq.consumer({
        group: uniqueName('group'),
        subscribe: { [topic]: '*' },
        from: 'first',
      });
      expect((await takeTexts(consumer.messages$, 10)).toSorted()).to.deep.equal(
        numbered('m', 10).toSorted(),
      );
    });

    it('commits, administers and sends without an answer over it too', async () => {
      const topic = uniqueName('topic');
      const group = uniqueName('group');
      await using mq = createClient({ nameServers: broker().nameServers, tls: files() });
      const { topics, offsets } = mq.admin();
      await topics.create(topic, { queues: 1 });
      await mq.producer({ group: 'spec' }).sendOneway({ topic, body: 'm' });
      const consumer = mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' });
      expect(await takeTexts(consumer.messages$, 1)).to.deep.equal(['m']);
      await consumer.close();
      const places = await offsets.read(group, topic);
      expect(places.map(({ committedOffset }) => committedOffset)).to.deep.equal([1]);
    });

    it('refuses a server whose certificate it cannot verify', async () => {
      const error = await refused(true);
      expect(error).to.be.instanceOf(ConnectFailedError);
      expect(error?.message).to.match(/certificate|UNABLE_TO_VERIFY|SELF_SIGNED/);
    });

    it('is refused without a certificate of its own, and says that the connection was lost', async () => {
      const { ca } = files();
      expect(await refused({ ca })).to.have.property('code', 'ROCKETMQ_CONNECTION_LOST');
    });

    it('says that a plain connection was closed by a server that enforces TLS', async () => {
      expect(await refused(undefined)).to.have.property('code', 'ROCKETMQ_CONNECTION_LOST');
    });
  },
  { setup: { tls: { mode: 'enforcing', clientCertificate: 'require' } }, slow: true },
);
