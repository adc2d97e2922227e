import { expect } from 'chai';
import {
  defer,
  filter,
  firstValueFrom,
  forkJoin,
  lastValueFrom,
  mergeMap,
  range,
  ReplaySubject,
  retry,
  timer,
  toArray,
} from 'rxjs';
import {
  type Client,
  type ClientOptions,
  createClient,
  type Delivery,
  type Producer,
  type ProducerEvent,
  ReplyTimeoutError,
  SendFailedError,
} from '../../src/index.js';
import { encodeHeartbeatData, RequestCode } from '../../src/protocol/index.js';
import { type JavaTour, javaTour } from '../../tools/rocketmq/index.js';
import type { BrokerNode } from '../support/rocketmq/broker-under-test.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { useJavaClients } from './support/use-java-clients.js';

/** Serves requests with what `answer` says, and resolves when it does. */
async function serve(
  mq: Client,
  topic: string,
  answer: (request: Delivery, replier: Producer) => PromiseLike<unknown>,
): Promise<Producer> {
  const replier = mq.producer({ group: uniqueName('replying'), timeoutMs: 10_000 });
  const consumer = mq.consumer({ group: uniqueName('serving'), subscribe: { [topic]: '*' }, from: 'first' });
  consumer.run((request) => answer(request, replier), { concurrency: 1000 }).subscribe();
  await firstValueFrom(consumer.assignment$.pipe(filter((queues) => queues.length > 0)));
  return replier;
}

const inCapitals = (request: Delivery, replier: Producer): PromiseLike<unknown> =>
  replier.reply(request, { body: request.text().toUpperCase(), properties: { at: request.topic } });

describeBroker('request and reply', (broker) => {
  let requesting: Client;
  let replying: Client;
  let topic: string;

  beforeEach(async () => {
    requesting = createClient({ nameServers: broker().nameServers });
    replying = createClient({ nameServers: broker().nameServers });
    topic = uniqueName('topic');
    await broker().createTopic(topic);
  });

  afterEach(async () => {
    await Promise.all([requesting, replying].map((client) => client.close({ timeoutMs: 1000 })));
  });

  it('bring the reply of a consumer back to who asked', async () => {
    const requests: Delivery[] = [];
    await serve(replying, topic, (request, replier) => {
      requests.push(request);
      return inCapitals(request, replier);
    });
    const producer = requesting.producer({ group: uniqueName('asking') });
    const reply = await producer.request({ topic, body: 'größe?', tags: 'q' }, { timeoutMs: 10_000 });
    const [request] = requests;
    expect([reply.text(), reply.property('at')]).to.deep.equal(['GRÖSSE?', topic]);
    expect(reply.property('CORRELATION_ID')).to.equal(request?.property('CORRELATION_ID'));
    expect([request?.tags, request?.property('TTL'), request?.property('REPLY_TO_CLIENT')]).to.deep.equal([
      'q',
      '10000',
      requesting.clientId,
    ]);
    expect(reply.queue.brokerName).to.equal(request?.queue.brokerName);
  });

  it('carry bodies that are compressed on their way', async () => {
    await serve(replying, topic, inCapitals);
    const producer = requesting.producer({ group: uniqueName('asking') });
    const reply = await producer.request(
      { topic, body: 'compress me, '.repeat(2000) },
      { timeoutMs: 10_000 },
    );
    expect(reply.text()).to.equal('COMPRESS ME, '.repeat(2000));
  });

  it('err when nobody replies in time, and tell of the reply that comes later', async () => {
    const producer = requesting.producer({ group: uniqueName('asking') });
    const late = firstValueFrom(
      producer.events$.pipe(filter((event: ProducerEvent) => event.type === 'reply-unclaimed')),
    );
    const error = await producer
      .request({ topic, body: 'anybody?' }, { timeoutMs: 1000 })
      .catch((failure: unknown) => failure);
    expect(error).to.be.instanceOf(ReplyTimeoutError);
    const { context, timeoutMs, messageId } = error as ReplyTimeoutError;
    expect([timeoutMs, context.topic]).to.deep.equal([1000, topic]);
    expect(context.queue).to.match(new RegExp(`^${topic}@broker-a@\\d$`));
    let request: Delivery | undefined;
    await serve(replying, topic, (delivery, replier) => {
      request = delivery;
      return inCapitals(delivery, replier);
    });
    const { correlationId, count } = await late;
    expect([request?.messageId, request?.property('CORRELATION_ID'), count]).to.deep.equal([
      messageId,
      correlationId,
      1,
    ]);
  });

  it('find their replies among a thousand, also when one of them is slow', async () => {
    let release: (() => void) | undefined;
    const blocked = new Promise<void>((resolve) => (release = resolve));
    await serve(replying, topic, async (request, replier) => {
      if (request.text() === 'm-500') await blocked;
      await inCapitals(request, replier);
    });
    const producer = requesting.producer({ group: uniqueName('asking'), timeoutMs: 30_000 });
    const slow = producer.request({ topic, body: 'm-500' }).then((reply) => reply.text());
    const others = await lastValueFrom(
      range(0, 999).pipe(
        mergeMap(
          (index) => forkJoin({ index: [index], reply: producer.request({ topic, body: `n-${index}` }) }),
          1000,
        ),
        toArray(),
      ),
    );
    const wrong = others.filter(({ index, reply }) => reply.text() !== `N-${index}`);
    expect([others.length, wrong]).to.deep.equal([999, []]);
    release?.();
    expect(await slow).to.equal('M-500');
  });

  it('tell the replier when the requester has gone', async () => {
    const failed = new Promise<unknown>((resolve) => {
      void serve(replying, topic, async (request, replier) => {
        await requesting.close({ timeoutMs: 0 });
        resolve(
          await replier
            .reply(request, { body: 'too late' }, { timeoutMs: 2000 })
            .catch((error: unknown) => error),
        );
      });
    });
    const producer = requesting.producer({ group: uniqueName('asking') });
    const asking = producer
      .request({ topic, body: 'bye' }, { timeoutMs: 20_000 })
      .catch((error: unknown) => error);
    const error = await failed;
    expect(error).to.be.instanceOf(SendFailedError);
    expect((error as SendFailedError).message).to.match(/push reply message fail, channel of <.*> not found/);
    expect(await asking).to.have.property('name', 'ClosedError');
  });

  it('go on when another producer of the client has closed', async () => {
    await serve(replying, topic, inCapitals);
    const producer = requesting.producer({ group: uniqueName('asking'), timeoutMs: 5000 });
    const other = requesting.producer({ group: uniqueName('other') });
    await producer.request({ topic, body: 'first' });
    await other.close();
    const reply = await producer.request({ topic, body: 'second' });
    expect(reply.text()).to.equal('SECOND');
  });
});

describeBroker('request and reply of a client that its broker has forgotten', (broker) => {
  it('work again after the first of them that got no reply', async () => {
    await using requesting = createClient({ nameServers: broker().nameServers });
    await using replying = createClient({ nameServers: broker().nameServers });
    const topic = uniqueName('topic');
    await broker().createTopic(topic);
    await serve(replying, topic, (request, replier) =>
      replier.reply(request, { body: 'here' }).catch(() => undefined),
    );
    const group = uniqueName('asking');
    const producer = requesting.producer({ group, timeoutMs: 10_000 });
    const ask = (timeoutMs?: number): PromiseLike<string> =>
      producer
        .request({ topic, body: 'there?' }, timeoutMs === undefined ? {} : { timeoutMs })
        .then((reply) => reply.text());
    expect(await ask()).to.equal('here');
    // What is left of an older connection of the client, which ends after the new one has been made.
    await broker().request(broker().brokers[0]!.address, {
      code: RequestCode.HEART_BEAT,
      body: encodeHeartbeatData({
        clientID: requesting.clientId,
        producerDataSet: [{ groupName: group }],
        consumerDataSet: [],
        heartbeatFingerprint: 0,
        withoutSub: false,
      }),
    });
    await firstValueFrom(timer(500));
    const failure = await ask(1000).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(ReplyTimeoutError);
    expect(await ask()).to.equal('here');
  });
});

describeBroker(
  'request and reply with brokers of their own',
  (broker) => {
    let requesting: Client;
    let replying: Client;
    let topic: string;

    const open = (options: Partial<ClientOptions>): void => {
      requesting = createClient({ nameServers: broker().nameServers, ...options });
    };

    beforeEach(async () => {
      replying = createClient({ nameServers: broker().nameServers });
      topic = uniqueName('topic');
      await broker().createTopic(topic);
    });

    afterEach(async () => {
      await Promise.all([requesting, replying].map((client) => client.close({ timeoutMs: 1000 })));
    });

    /** The requests that are held, from the first one on. */
    const hold = async (): Promise<{ held: ReplaySubject<Delivery>; replier: Producer }> => {
      const held = new ReplaySubject<Delivery>();
      const replier = await serve(replying, topic, (request) => {
        held.next(request);
        return Promise.resolve();
      });
      return { held, replier };
    };

    /** Replies until the requester has it. */
    const reply = (replier: Producer, request: Delivery, text: string): Promise<unknown> =>
      lastValueFrom(
        defer(() => replier.reply(request, { body: text })).pipe(
          retry({ count: 20, delay: () => timer(500) }),
        ),
      );

    const nodeOf = ({ queue }: Delivery): BrokerNode =>
      broker().brokers.find(({ name }) => name === queue.brokerName)!;

    it('come to their end when the broker has been killed and started again in between', async function () {
      this.timeout(90_000);
      // Beats are far apart and routes are not: they have lost the broker before it is back.
      open({ heartbeatIntervalMs: 60_000, routeRefreshIntervalMs: 200 });
      const { held, replier } = await hold();
      const producer = requesting.producer({ group: uniqueName('asking') });
      const asking = producer.request({ topic, body: 'still there?' }, { timeoutMs: 60_000 });
      const answer = asking.then((message) => message);
      const request = await firstValueFrom(held);
      await nodeOf(request).kill();
      await firstValueFrom(timer(1000));
      await nodeOf(request).restart();
      await reply(replier, request, 'here I am');
      const answered = await answer;
      expect([answered.text(), answered.queue.brokerName]).to.deep.equal([
        'here I am',
        request.queue.brokerName,
      ]);
    });

    it('come to their end by another broker when that of the request has gone', async function () {
      this.timeout(90_000);
      open({ heartbeatIntervalMs: 1000 });
      const { held, replier } = await hold();
      const producer = requesting.producer({ group: uniqueName('asking') });
      const asking = producer.request({ topic, body: 'still there?' }, { timeoutMs: 60_000 });
      const answer = asking.then((message) => message);
      const request = await firstValueFrom(held);
      // The other broker hears of the requester at its next beat.
      await firstValueFrom(timer(2000));
      await nodeOf(request).kill();
      await reply(replier, request, 'by another way');
      const answered = await answer;
      expect(answered.text()).to.equal('by another way');
      expect(answered.queue.brokerName).to.not.equal(request.queue.brokerName);
      await nodeOf(request).restart();
    });
  },
  { setup: { brokers: 2 }, slow: true },
);

describeBroker(
  'request and reply with the official Java client',
  (broker, { version }) => {
    const java = useJavaClients(broker, version);
    let tour: JavaTour;
    let mq: Client;
    let topic: string;

    beforeEach(async () => {
      mq = createClient({ nameServers: broker().nameServers });
      topic = uniqueName('topic');
      await broker().createTopic(topic);
      // Its producers stay connected until it ends.
      tour = await javaTour(java());
    });

    afterEach(async () => {
      await tour.stop();
      await mq.close({ timeoutMs: 1000 });
    });

    for (const [kind, body] of [
      ['small', 'frage, 世界'],
      ['compressed', 'frage, '.repeat(2000)],
    ] as const) {
      it(`ask it and take its ${kind} reply`, async () => {
        const replier = tour.run('reply', { group: uniqueName('group'), topic });
        const producer = mq.producer({ group: uniqueName('asking') });
        const reply = await producer.request({ topic, body }, { timeoutMs: 30_000 });
        const { request, status } = await replier;
        expect([reply.text(), status, request.body.toString()]).to.deep.equal([
          body.toUpperCase(),
          'SEND_OK',
          body,
        ]);
      });

      it(`answer it with a ${kind} reply`, async () => {
        await serve(mq, topic, inCapitals);
        const message = { topic, body };
        const reply = await tour.run('request', { group: uniqueName('asking'), message, timeoutMs: 20_000 });
        expect([reply.body.toString(), reply.properties['at']]).to.deep.equal([body.toUpperCase(), topic]);
      });
    }
  },
  { needsJava: true },
);
