import { expect } from 'chai';
import { BehaviorSubject, filter, firstValueFrom, lastValueFrom, map, take, toArray } from 'rxjs';
import {
  type AccessRule,
  AdminFailedError,
  AuthenticationError,
  AuthorizationError,
  type Client,
  type ClientOptions,
  createClient,
  type Credentials,
  SendFailedError,
} from '../../src/index.js';
import { RequestCode } from '../../src/protocol/request-code.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { committedOffsets } from './support/offsets.js';
import { numbered, sendAll, takeTexts } from './support/traffic.js';

const admin: Credentials = { accessKey: 'adminKey', secretKey: 'secret-of-admin' };
const wrong: Credentials = { accessKey: 'adminKey', secretKey: 'another-secret' };

const user: Credentials = { accessKey: 'userKey1', secretKey: 'secret-of-user' };

describeBroker(
  'access control',
  (broker, { version }) => {
    let mq: Client;
    let topic: string;

    /** What went over the connections of the client. */
    const seen = { connections: 0, codes: [] as number[] };
    const watch = {
      name: 'watch',
      onActive: (): void => void (seen.connections += 1),
      onWrite: ({ code }: { readonly code: number }): void => void seen.codes.push(code),
    };

    const open = (
      credentials?: Credentials | BehaviorSubject<Credentials>,
      options: Partial<ClientOptions> = {},
    ): Client => {
      const { nameServers } = broker();
      seen.codes.length = 0;
      mq = createClient({
        nameServers,
        handlers: [watch],
        ...(credentials !== undefined && { credentials }),
        ...options,
      });
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

    it('lets a signed client send without waiting for an answer, and nobody else', async () => {
      for (const credentials of [wrong, admin, undefined]) {
        open(credentials);
        await mq
          .producer({ group: 'spec' })
          .sendOneway({ topic, body: credentials?.secretKey ?? 'unsigned' });
        // A question after it on the same connection: its answer says that both have been read.
        await mq
          .producer({ group: 'after' })
          .send({ topic, body: 'after' })
          .catch(() => undefined);
        await mq.close();
      }
      open(admin);
      const consumer = mq.consumer({
        group: uniqueName('group'),
        subscribe: { [topic]: '*' },
        from: 'first',
      });
      expect((await takeTexts(consumer.messages$, 2)).toSorted()).to.deep.equal(['after', 'secret-of-admin']);
    });

    it('lets a signed administrator act, and tells another one so', async () => {
      open(admin);
      const group = uniqueName('group');
      const made = uniqueName('topic');
      const { topics, groups, offsets } = mq.admin();
      await topics.create(made, { queues: 2 });
      await groups.create(group);
      await sendAll(mq, made, numbered('m', 4));
      await offsets.commit(group, { topic: made, brokerName: 'broker-a', queueId: 1 }, 1);
      // 4.9 says 0 of a queue for which nothing is committed.
      const none = version.startsWith('4.') ? 0 : -1;
      expect(await committedOffsets(broker(), group, made, 2)).to.deep.equal([none, 1]);
      expect((await groups.progress(group)).queues.map(({ committedOffset }) => committedOffset)).to.include(
        1,
      );
      await mq.close();

      open(wrong);
      const error: unknown = await mq
        .admin()
        .topics.create(uniqueName('topic'))
        .catch((failure: unknown) => failure);
      expect(error).to.be.instanceOf(AdminFailedError);
      expect((error as AdminFailedError).outcomes.map((outcome) => outcome.error)).to.satisfy(
        (errors: unknown[]) => errors.every((each) => each instanceof AuthenticationError),
      );
    });

    // Users of 4.9 are lines of a file.
    if (!version.startsWith('4.')) {
      describe('of a user with rights', () => {
        const rule = (resource: string, action: AccessRule['actions'][number]): AccessRule => ({
          resource,
          actions: [action],
          decision: 'Allow',
        });

        let group: string;

        beforeEach(async () => {
          group = uniqueName('group');
          open(admin);
          await sendAll(mq, topic, numbered('m', 5));
          await mq.admin().users.create(user.accessKey, { password: user.secretKey });
        });

        afterEach(async () => {
          const root = createClient({ nameServers: broker().nameServers, credentials: admin });
          await root.admin().users.delete(user.accessKey);
          await root.close();
        });

        const openWith = async (...rules: readonly AccessRule[]): Promise<Client> => {
          await mq.admin().accessControl.create(user.accessKey, rules);
          await mq.close();
          return open(user);
        };

        it('takes messages of who may publish to the topic, and refuses the rest', async () => {
          await openWith(rule(`Topic:${topic}`, 'Pub'));
          expect(await sendAll(mq, topic, ['m'])).to.have.length(1);
          const consumer = mq.consumer({ group, subscribe: { [topic]: '*' } });
          const refused: unknown = await firstValueFrom(consumer.messages$).catch((error: unknown) => error);
          expect(refused).to.be.instanceOf(AuthorizationError);
        });

        it('lets the consumer take, return and commit messages who may subscribe to topic and group', async () => {
          await openWith(rule(`Topic:${topic}`, 'Sub'), rule(`Group:${group}`, 'Sub'));
          const consumer = mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' });
          const outcomes = consumer.run((delivery) => {
            if (delivery.attempt === 1 && delivery.text() === 'm-0') delivery.retry({ level: 1 });
            return delivery.attempt;
          });
          const attempts = await lastValueFrom(
            outcomes.pipe(
              map(({ delivery }) => delivery.attempt),
              take(6),
              toArray(),
            ),
          );
          expect(attempts.toSorted((left, right) => left - right)).to.deep.equal([1, 1, 1, 1, 1, 2]);
          await consumer.close();
          expect(await committedOffsets(broker(), group, topic, 1)).to.deep.equal([5]);
          expect((await sendFailure()).attempts.map(({ error }) => (error as Error).name)).to.deep.equal([
            'AuthorizationError',
          ]);
        });

        for (const kind of ['Topic', 'Group'] as const)
          it(`tells a consumer so whose user has a right to its ${kind.toLowerCase()} only`, async () => {
            await openWith(rule(kind === 'Topic' ? `Topic:${topic}` : `Group:${group}`, 'Sub'));
            const consumer = mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' });
            const refused: unknown = await firstValueFrom(consumer.messages$).catch(
              (error: unknown) => error,
            );
            expect(refused).to.be.instanceOf(AuthorizationError);
            expect(refused).to.have.property('retriable', false);
          });

        it('costs a consumer nothing when another one of its client is denied', async () => {
          await openWith(rule(`Topic:${topic}`, 'Sub'), rule(`Group:${group}`, 'Sub'));
          const denied = mq.consumer({ group: `${group}-denied`, subscribe: { [topic]: '*' } });
          const refused = firstValueFrom(denied.messages$).catch((error: unknown) => error);
          const consumer = mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' });
          expect((await takeTexts(consumer.messages$, 5)).toSorted()).to.deep.equal(numbered('m', 5));
          expect(await refused).to.be.instanceOf(AuthorizationError);
        });

        it('lets the same consumer begin at the end of the queues', async () => {
          await openWith(rule(`Topic:${topic}`, 'Sub'), rule(`Group:${group}`, 'Sub'));
          const consumer = mq.consumer({ group, subscribe: { [topic]: '*' } });
          const begun = firstValueFrom(
            consumer.assignment$.pipe(filter((queues) => queues.some((queue) => queue.topic === topic))),
          );
          const consuming = consumer.messages$.subscribe();
          await begun;
          consuming.unsubscribe();
          expect(await committedOffsets(broker(), group, topic, 1)).to.deep.equal([5]);
        });
      });
    }

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
        await consumer.close();
        // Nothing was tried a second time: one route for each role, one heartbeat, one send.
        const asked = (code: number): number => seen.codes.filter((each) => each === code).length;
        expect(asked(RequestCode.SEND_MESSAGE_V2)).to.equal(1);
        expect(asked(RequestCode.PULL_MESSAGE)).to.equal(0);
        expect(seen.codes.length, `asked ${seen.codes.join()}`).to.be.at.most(8);
      });
    }

    it('takes up credentials that have changed, on the connections that are there', async () => {
      const credentials$ = new BehaviorSubject(wrong);
      open(credentials$);
      await sendFailure();
      const connected = seen.connections;
      credentials$.next(admin);
      expect(await sendAll(mq, topic, ['m'])).to.have.length(1);
      expect(seen.connections).to.equal(connected);
    });

    it('takes a security token and a namespace for what they are: parts of what is signed', async () => {
      open({ ...admin, securityToken: 'a token' }, { namespace: 'tenant' });
      await sendAll(mq, topic, numbered('m', 2));
      const consumer = mq.consumer({
        group: uniqueName('group'),
        subscribe: { [topic]: '*' },
        from: 'first',
      });
      expect((await takeTexts(consumer.messages$, 2)).toSorted()).to.deep.equal(numbered('m', 2));
    });
  },
  { setup: { accessControl: { admin } }, slow: true },
);
