import { expect } from 'chai';
import { filter, firstValueFrom, lastValueFrom, take, tap, toArray } from 'rxjs';
import { type Client, createClient, type ReceivedMessage, type TransactionCheck } from '../../src/index.js';
import { type JavaTour, javaTour } from '../../tools/rocketmq/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { takeTexts } from './support/traffic.js';
import { useJavaClients } from './support/use-java-clients.js';

/** Before the broker asks for the first time: whole seconds, and less than its own setting. */
const checkAfterMs = 1000;

describeBroker('transactions', (broker) => {
  let mq: Client;
  let topic: string;
  let group: string;
  const others: Client[] = [];

  const connect = (): Client => {
    const other = createClient({ nameServers: broker().nameServers });
    others.push(other);
    return other;
  };

  /** The texts of all messages of the topic that consumers get, in the order of their arrival. */
  const received = (count: number): Promise<string[]> =>
    takeTexts(
      mq.consumer({ group: uniqueName('group'), subscribe: { [topic]: '*' }, from: 'first' }).messages$,
      count,
    );

  beforeEach(async () => {
    mq = connect();
    topic = uniqueName('topic');
    group = uniqueName('group');
    await broker().createTopic(topic, { queues: 1 });
  });

  afterEach(async () => {
    await Promise.all(others.splice(0).map((client) => client.close({ timeoutMs: 1000 })));
  });

  it('show what work commits to consumers, and nothing of what it rolls back', async () => {
    const producer = mq.producer({ group });
    const committed = await producer.transaction({ topic, body: 'committed' }, () => 'commit');
    const rolledBack = await producer.transaction({ topic, body: 'rolled back' }, async () => {
      await Promise.resolve();
      return 'rollback';
    });
    const last = await producer.transaction({ topic, body: 'last', tags: 't', keys: 'k' }, () => 'commit');
    expect(
      [committed, rolledBack, last].map(({ outcome, isConfirmed }) => [outcome, isConfirmed]),
    ).to.deep.equal([
      ['commit', true],
      ['rollback', true],
      ['commit', true],
    ]);
    const consumer = mq.consumer({ group: uniqueName('group'), subscribe: { [topic]: '*' }, from: 'first' });
    const seen = await lastValueFrom(
      consumer
        .run((delivery) => [delivery.text(), delivery.messageId, delivery.tags])
        .pipe(take(2), toArray()),
    );
    expect(seen.map(({ result }) => result)).to.deep.equal([
      ['committed', committed.messageId, undefined],
      ['last', last.messageId, 't'],
    ]);
  });

  it('end as work says, whatever the checker would', async () => {
    const producer = mq.producer({
      group,
      checker: (message) => (message.text() === 'committed' ? 'rollback' : 'commit'),
    });
    for (let count = 0; count < 10; count++)
      await producer.transaction({ topic, body: 'rolled back' }, () => 'rollback', { checkAfterMs });
    for (let count = 0; count < 10; count++)
      await producer.transaction({ topic, body: 'committed' }, () => 'commit', { checkAfterMs });
    const open = await producer.transaction({ topic, body: 'open' }, () => 'unknown', { checkAfterMs });
    // By then the broker has asked about all that it had not heard of.
    expect(await received(11)).to.deep.equal([...Array<string>(10).fill('committed'), 'open']);
    expect(open.outcome).to.equal('unknown');
  });

  it('that are left open are asked about, and end as the checker says', async () => {
    const asked: ReceivedMessage[] = [];
    const producer = mq.producer({
      group,
      checker: (message) => {
        asked.push(message);
        return message.property('outcome') === 'commit' ? 'commit' : 'rollback';
      },
    });
    // Large enough to be compressed.
    const body = 'later, '.repeat(1000);
    for (const outcome of ['rollback', 'commit']) {
      const half = { topic, body, keys: outcome, properties: { outcome } };
      const receipt = await producer.transaction(half, () => 'unknown', { checkAfterMs });
      expect(receipt).to.include({ outcome: 'unknown', isConfirmed: false });
    }
    expect(await received(1)).to.deep.equal([body]);
    expect(
      asked.map((message) => [message.topic, message.text(), ...message.keys].join(' ')).toSorted(),
    ).to.deep.equal([`${topic} ${body} commit`, `${topic} ${body} rollback`]);
  });

  it('of a producer that died are asked about at another one of its group', async () => {
    const survivor = mq.producer({ group });
    const check = firstValueFrom(survivor.checks$);
    const dying = connect();
    const receipt = await dying
      .producer({ group })
      .transaction({ topic, body: 'orphan' }, () => 'unknown', { checkAfterMs });
    await dying.close();
    const { message, attempt } = await check.then((each) => {
      each.commit();
      return each;
    });
    expect([message.messageId, message.text()]).to.deep.equal([receipt.messageId, 'orphan']);
    expect(attempt).to.be.at.least(1);
    expect(await received(1)).to.deep.equal(['orphan']);
  });

  it('that nobody can tell the end of are given up after so many questions', async () => {
    const producer = mq.producer({ group });
    const checks: TransactionCheck[] = [];
    producer.checks$.subscribe((check) => {
      checks.push(check);
      check.unknown();
    });
    const { messageId } = await producer.transaction({ topic, body: 'lost' }, () => 'unknown', {
      checkAfterMs,
    });
    const consumer = mq.consumer({
      group: uniqueName('group'),
      subscribe: { TRANS_CHECK_MAX_TIME_TOPIC: '*' },
      from: 'first',
    });
    const abandoned = await firstValueFrom(
      consumer.messages$.pipe(
        tap((delivery) => delivery.ack()),
        filter((delivery) => delivery.messageId === messageId),
      ),
    );
    // A look before the time at which the broker is to ask counts as well.
    expect([1, 2, 3].slice(-checks.length)).to.deep.equal(checks.map(({ attempt }) => attempt));
    expect(abandoned.messageId).to.equal(messageId);
  });
});

describeBroker(
  'transactions beside the official Java client',
  (broker, { version }) => {
    let tour: JavaTour;
    let mq: Client;
    let topic: string;
    let group: string;

    // Hooks run in the order in which they are registered: the tour ends before the clients that it needs.
    after(async () => {
      await tour.stop();
    });

    const java = useJavaClients(broker, version);

    before(async () => {
      tour = await javaTour(java());
    });

    beforeEach(async () => {
      mq = createClient({ nameServers: broker().nameServers });
      topic = uniqueName('topic');
      group = uniqueName('group');
      await broker().createTopic(topic, { queues: 1 });
    });

    afterEach(async () => {
      await mq.close({ timeoutMs: 1000 });
    });

    it('show a Java consumer what is committed here', async () => {
      const producer = mq.producer({ group });
      await producer.transaction({ topic, body: 'rolled back' }, () => 'rollback');
      const { messageId } = await producer.transaction({ topic, body: 'committed' }, () => 'commit');
      const [message] = await tour.run('consume', { group: uniqueName('group'), topic, count: 1 });
      expect([message?.messageId, message?.body.toString()]).to.deep.equal([messageId, 'committed']);
    });

    it('are answered by a Java producer of the group when they were left open here', async () => {
      const { messageId } = await mq
        .producer({ group })
        .transaction({ topic, body: 'open', properties: { check: 'COMMIT_MESSAGE' } }, () => 'unknown');
      await mq.close();
      const local = 'COMMIT_MESSAGE';
      const [{ checks }, arrivals] = await Promise.all([
        tour.run('transaction', {
          group,
          checks: 1,
          messages: [{ topic, body: 'x', properties: { local } }],
        }),
        tour.run('consume', { group: uniqueName('group'), topic, count: 2 }),
      ]);
      expect(checks.map((check) => [check.properties['UNIQ_KEY'], check.body.toString()])).to.deep.equal([
        [messageId, 'open'],
      ]);
      expect(arrivals.map(({ body }) => body.toString()).toSorted()).to.deep.equal(['open', 'x']);
    });

    it('are answered here when a Java producer of the group has left them open', async () => {
      const asked: string[] = [];
      mq.producer({
        group,
        checker: (message) => {
          asked.push(message.messageId);
          return message.text() === 'good' ? 'commit' : 'rollback';
        },
      });
      const properties = { local: 'UNKNOW' } as const;
      const { sent } = await tour.run('transaction', {
        group,
        checks: 0,
        messages: ['good', 'bad'].map((body) => ({ topic, body, properties })),
      });
      const consumer = mq.consumer({
        group: uniqueName('group'),
        subscribe: { [topic]: '*' },
        from: 'first',
      });
      expect(await takeTexts(consumer.messages$, 1)).to.deep.equal(['good']);
      expect(asked).to.include(sent[0]?.messageId);
    });
  },
  { needsJava: true, slow: true },
);
