import { expect } from 'chai';
import { BehaviorSubject, firstValueFrom } from 'rxjs';
import {
  AuthenticationError,
  type Client,
  createClient,
  type Credentials,
  SendFailedError,
} from '../../src/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { committedOffsets } from './support/offsets.js';
import { numbered, sendAll, takeTexts } from './support/traffic.js';

const admin: Credentials = { accessKey: 'adminKey', secretKey: 'secret-of-admin' };
const wrong: Credentials = { accessKey: 'adminKey', secretKey: 'another-secret' };

describeBroker(
  'access control',
  (broker) => {
    let mq: Client;
    let topic: string;

    const open = (credentials?: Credentials | BehaviorSubject<Credentials>): Client => {
      const { nameServers } = broker();
      mq = createClient({ nameServers, ...(credentials !== undefined && { credentials }) });
      return mq;
    };

    beforeEach(async () => {
      topic = uniqueName('topic');
      await broker().createTopic(topic, { queues: 1 });
    });

    afterEach(async () => {
      await mq.close({ timeoutMs: 1000 });
    });

    const sendFailure = async (): Promise<SendFailedError> => {
      const error = await mq
        .producer({ group: 'spec' })
        .send({ topic, body: 'x' })
        .catch((failure: unknown) => failure);
      expect(error).to.be.instanceOf(SendFailedError);
      return error as SendFailedError;
    };

    it('lets a signed client send, consume and commit', async () => {
      open(admin);
      const group = uniqueName('group');
      await sendAll(mq, topic, numbered('m', 5));
      const consumer = mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' });
      expect((await takeTexts(consumer.messages$, 5)).toSorted()).to.deep.equal(numbered('m', 5));
      await consumer.close();
      expect(await committedOffsets(broker(), group, topic, 1)).to.deep.equal([5]);
    });

    it('lets a client with binary headers send', async () => {
      mq = createClient({ nameServers: broker().nameServers, credentials: admin, serialize: 'binary' });
      expect(await sendAll(mq, topic, ['m'])).to.have.length(1);
    });

    for (const [who, credentials] of [
      ['with a wrong secret', wrong],
      ['without credentials', undefined],
    ] as const) {
      it(`tells a client ${who} so, at the first attempt`, async () => {
        open(credentials);
        const { attempts } = await sendFailure();
        expect(attempts.map(({ error }) => (error as Error).name)).to.deep.equal(['AuthenticationError']);
        const consumer = mq.consumer({ group: uniqueName('group'), subscribe: { [topic]: '*' } });
        const refused = await firstValueFrom(consumer.messages$).catch((error: unknown) => error);
        expect(refused).to.be.instanceOf(AuthenticationError);
      });
    }

    it('takes up credentials that have changed', async () => {
      const credentials$ = new BehaviorSubject(wrong);
      open(credentials$);
      await sendFailure();
      credentials$.next(admin);
      expect(await sendAll(mq, topic, ['m'])).to.have.length(1);
    });
  },
  { setup: { accessControl: { admin } }, slow: true },
);
