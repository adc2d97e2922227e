import { expect } from 'chai';
import { BehaviorSubject, firstValueFrom, Subject, tap } from 'rxjs';
import {
  AuthenticationError,
  AuthorizationError,
  type Client,
  type ClientOptions,
  createClient,
  HandlerFailedError,
  InvalidArgumentError,
  NameServersUnreachableError,
  SendFailedError,
} from '../../src/index.js';
import type { Credentials } from '../../src/broker/handlers/credentials.js';
import { RequestCode } from '../../src/protocol/request-code.js';
import type { EmbeddedBroker } from '../../src/testing/cluster/embedded-broker.js';
import { startBroker } from '../../src/testing/start-broker.js';
import { createVirtualClock, type VirtualClockOptions } from '../../src/testing/time/create-virtual-clock.js';
import type { VirtualClock } from '../../src/testing/time/virtual-clock.js';

const shop: Credentials = { accessKey: 'shop', secretKey: 'the secret of the shop' };
const admin: Credentials = { accessKey: 'admin', secretKey: 'the secret of the admin' };

const accounts = [
  { ...admin, admin: true },
  { ...shop, topicPerms: { orders: 'PUB|SUB' }, groupPerms: { billing: 'SUB' } },
] as const;

describe('Client with credentials', () => {
  let clock: VirtualClock;
  let broker: EmbeddedBroker;
  let mq: Client | undefined;
  const asked: number[] = [];

  async function start(style: '4.9' | '5.x', clockOptions: VirtualClockOptions = {}): Promise<void> {
    clock = createVirtualClock(clockOptions);
    const { runtime } = clock;
    const topics = { orders: { queues: 1 }, secrets: { queues: 1 } };
    broker = await clock.until(
      startBroker({ network: 'memory', runtime, topics, accessControl: { accounts, style } }),
    );
    asked.length = 0;
    broker.exchanges$.subscribe(({ request }) => asked.push(request.code));
  }

  const connect = (options: Partial<ClientOptions>): Client =>
    (mq = createClient({ ...broker.clientOptions, ...options }));

  const send = (topic = 'orders'): Promise<unknown> =>
    clock.until(mq!.producer({ group: 'shop' }).send({ topic, body: 'hello' }));

  const sendFailure = async (topic?: string): Promise<SendFailedError> => {
    const error = await send(topic).catch((failure: unknown) => failure);
    expect(error).to.be.instanceOf(SendFailedError);
    return error as SendFailedError;
  };

  afterEach(async () => {
    if (mq !== undefined) await clock.until(mq.close());
    mq = undefined;
    await clock.until(broker.stop());
  });

  for (const style of ['4.9', '5.x'] as const) {
    it(`sends, consumes and commits under access control of ${style}`, async () => {
      await start(style);
      // Under 5.x a consumer also asks for offsets, which takes more than SUB: the rules of an administrator.
      connect({ credentials: style === '5.x' ? admin : shop });
      await send();
      const consumer = mq!.consumer({ group: 'billing', subscribe: { orders: '*' }, from: 'first' });
      await clock.until(firstValueFrom(consumer.messages$.pipe(tap((delivery) => delivery.ack()))));
      await clock.until(consumer.close());
      expect(broker.offsets('billing').map(({ committedOffset }) => committedOffset)).to.include(1);
    });

    it(`is told at once that its secret is wrong, by ${style}`, async () => {
      await start(style);
      connect({ credentials: { ...shop, secretKey: 'not the secret' } });
      const { attempts } = await sendFailure();
      expect(attempts.map(({ error }) => (error as Error).constructor)).to.deep.equal([AuthenticationError]);
      expect(asked.filter((code) => code === RequestCode.SEND_MESSAGE_V2)).to.have.length(1);
    });

    it(`is told at once what it may not do, by ${style}`, async () => {
      await start(style);
      connect({ credentials: shop });
      const { attempts } = await sendFailure('secrets');
      expect(attempts.map(({ error }) => (error as Error).constructor)).to.deep.equal([AuthorizationError]);
    });
  }

  describe('that is denied', () => {
    /** What brokers and name servers were asked, without the rounds of heartbeats and routes that every client makes. */
    const asksBesideRounds = (): readonly number[] =>
      asked
        .filter((code) => code !== RequestCode.HEART_BEAT && code !== RequestCode.GET_ROUTEINFO_BY_TOPIC)
        .toSorted((left, right) => left - right);
    const count = (code: number): number => asked.filter((each) => each === code).length;
    const minutes = 10;
    const rounds = minutes * 2;
    /** One of the consumer and one of the producer at their beginning. */
    const first = 2;

    const refusal = (group: string): Promise<unknown> => {
      const { messages$ } = mq!.consumer({ group, subscribe: { orders: '*' }, from: 'first' });
      return clock.until(firstValueFrom(messages$)).catch((error: unknown) => error);
    };

    for (const style of ['4.9', '5.x'] as const) {
      it(`asks once for each thing, and not again while time passes, under ${style}`, async () => {
        await start(style);
        connect({ credentials: { ...shop, secretKey: 'not the secret' } });
        expect(await refusal('billing')).to.be.instanceOf(AuthenticationError);
        await sendFailure();
        const createTopic = mq!.admin().topics.create('made');
        await clock.until(createTopic).catch(() => undefined);
        await clock.advance(minutes * 60_000);
        expect(asksBesideRounds().filter((code) => code === RequestCode.SEND_MESSAGE_V2)).to.have.length(1);
        expect(new Set(asksBesideRounds()).size, 'nothing is asked twice').to.equal(
          asksBesideRounds().length,
        );
        expect(count(RequestCode.HEART_BEAT)).to.be.at.most(rounds + first);
        expect(count(RequestCode.GET_ROUTEINFO_BY_TOPIC)).to.be.at.most(rounds + first);
      });
    }

    it('pulls no more with a group that it may not use', async () => {
      await start('5.x');
      connect({ credentials: shop });
      expect(await refusal('others')).to.be.instanceOf(AuthorizationError);
      const before = asksBesideRounds().length;
      await clock.advance(minutes * 60_000);
      expect(count(RequestCode.PULL_MESSAGE)).to.be.at.most(1);
      expect(asksBesideRounds()).to.have.length(before);
    });
  });

  for (const [name, credentials, expected] of [
    ['its secret is wrong', { ...shop, secretKey: 'not the secret' }, AuthenticationError],
    ['the group may not be used', { ...shop }, AuthorizationError],
  ] as const) {
    it(`errs a consumer when ${name}`, async () => {
      await start('5.x');
      connect({ credentials });
      const group = expected === AuthorizationError ? 'others' : 'billing';
      const consumer = mq!.consumer({ group, subscribe: { orders: '*' }, from: 'first' });
      const error = await clock
        .until(firstValueFrom(consumer.messages$))
        .catch((failure: unknown) => failure);
      expect(error).to.be.instanceOf(expected);
    });
  }

  it('signs what it names: the namespace too', async () => {
    await start('5.x');
    const namespaces = new Set<string | undefined>();
    broker.exchanges$.subscribe(({ request }) => namespaces.add(request.extFields?.['ns']));
    connect({ credentials: shop, namespace: 'tenant-1' });
    await send();
    expect([...namespaces]).to.deep.equal(['tenant-1']);
  });

  it('signs what the handlers of the user have added', async () => {
    await start('5.x');
    const handler = {
      name: 'mark',
      onWrite: (request: { withExtFields: (fields: object) => never }) =>
        request.withExtFields({ mark: 'x' }),
    };
    connect({ credentials: shop, handlers: [handler as never] });
    await send();
    expect(broker.queue('orders', 0).maxOffset).to.equal(1);
  });

  it('takes up new credentials of a stream without a new connection', async () => {
    await start('5.x');
    const credentials$ = new BehaviorSubject<Credentials>(shop);
    connect({ credentials: credentials$ });
    await sendFailure('secrets');
    const addresses = new Set<string>();
    broker.exchanges$.subscribe(({ client }) => addresses.add(client));
    await send();
    credentials$.next(admin);
    await send('secrets');
    expect(addresses.size).to.be.at.most(2);
    expect(broker.queue('secrets', 0).maxOffset).to.equal(1);
  });

  it('goes on with the last credentials when the stream errs or emits what is none', async () => {
    const logged: string[] = [];
    const error = (text: string, fields?: object): void =>
      void logged.push(`${text} ${JSON.stringify(fields)}`);
    const nothing = (): void => undefined;
    await start('5.x', { logger: { debug: nothing, info: nothing, warn: nothing, error } });
    const credentials$ = new BehaviorSubject<Credentials>(shop);
    connect({ credentials: credentials$ });
    credentials$.next({ accessKey: 'shop' } as Credentials);
    credentials$.error(new Error('the vault is closed'));
    await send();
    expect(logged).to.have.length(2);
    expect(logged.join()).to.contain('the vault is closed').and.not.to.contain('secret of');
  });

  it('cannot ask anything before a stream has emitted, and says so', async () => {
    await start('5.x');
    connect({ credentials: new Subject<Credentials>() });
    const error = await send().catch((failure: unknown) => failure);
    expect(error).to.be.instanceOf(NameServersUnreachableError);
    const [attempt] = (error as NameServersUnreachableError).attempts;
    expect(attempt?.error).to.be.instanceOf(HandlerFailedError);
    expect(attempt?.error).to.have.property('cause').that.is.instanceOf(InvalidArgumentError);
  });

  it('lets go of the stream when it is closed', async () => {
    await start('5.x');
    const credentials$ = new BehaviorSubject<Credentials>(shop);
    connect({ credentials: credentials$ });
    await clock.until(mq!.close());
    expect(credentials$.observed).to.equal(false);
  });

  it('refuses credentials without a key, without telling the other', async () => {
    await start('5.x');
    const make = () => connect({ credentials: { secretKey: shop.secretKey } as Credentials });
    expect(make).to.throw(InvalidArgumentError, 'options.credentials.accessKey');
    expect(make).not.to.throw(shop.secretKey);
  });
});
