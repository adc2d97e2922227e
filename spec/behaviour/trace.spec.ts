import { expect } from 'chai';
import { concatMap, filter, firstValueFrom, map, scan } from 'rxjs';
import { type Client, createClient, type Producer } from '../../src/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';

describeBroker('message trace', (broker, { version }) => {
  let mq: Client;
  let producer: Producer;
  let topic: string;
  let traceTopic: string;

  beforeEach(async () => {
    topic = uniqueName('topic');
    traceTopic = uniqueName('trace');
    await broker().createTopic(topic, { queues: 1 });
    await broker().createTopic(traceTopic, { queues: 1 });
    mq = createClient({ nameServers: broker().nameServers, missingTopicIntervalMs: 200 });
    producer = mq.producer({
      group: 'traced',
      timeoutMs: 10_000,
      trace: { topic: traceTopic, intervalMs: 50 },
    });
  });

  afterEach(async () => {
    await mq.close({ timeoutMs: 1000 });
  });

  /** The first `count` records, each as its fields, with the keys of the message that brought it. */
  const records = (count: number) => {
    const consumer = mq.consumer({
      group: uniqueName('group'),
      subscribe: { [traceTopic]: '*' },
      from: 'first',
    });
    return firstValueFrom(
      consumer
        .run(() => undefined)
        .pipe(
          concatMap(({ delivery }) =>
            delivery
              .text()
              .split('\u0002')
              .filter((record) => record !== '')
              .map((record) => ({ keys: delivery.keys, fields: record.split('\u0001') })),
          ),
          scan((all: { keys: readonly string[]; fields: string[] }[], record) => [...all, record], []),
          filter((all) => all.length >= count),
          map((all) => all.slice(0, count)),
        ),
    );
  };

  it('has a record of a message that was sent, found by its id and its keys', async () => {
    const sent = await producer.send({ topic, body: 'four', tags: 'T', keys: ['k1', 'k2'] });
    const [record] = await records(1);
    expect(record?.keys).to.include.members([sent.messageId, 'k1', 'k2']);
    const { fields } = record!;
    expect(fields).to.have.length(14);
    expect([fields[0], ...fields.slice(2, 8)]).to.deep.equal([
      'Pub',
      'DefaultRegion',
      'traced',
      topic,
      sent.messageId,
      'T',
      'k1 k2',
    ]);
    expect(fields.slice(9, 10)).to.deep.equal(['4']);
    expect(fields.slice(11)).to.deep.equal(['0', sent.offsetMessageId, 'true']);
  });

  it('has records of the half message and of the end of a transaction', async () => {
    const { messageId } = await producer.transaction({ topic, body: 'paid' }, () => 'commit');
    const found = await records(2);
    expect(found.map(({ fields }) => [fields[0], fields[5]])).to.deep.equal([
      ['Pub', messageId],
      ['EndTransaction', messageId],
    ]);
    expect(found[0]!.fields[11]).to.equal('1');
    expect(found[1]!.fields.slice(9)).to.deep.equal(['2', messageId, 'COMMIT_MESSAGE', 'false']);
  });

  if (!version.startsWith('4.'))
    it('has records of a timed message and of its recall', async () => {
      const receipt = await producer.send({ topic, body: 'later', delay: { ms: 60_000 } });
      await producer.recall(receipt);
      const found = await records(2);
      expect(found.map(({ fields }) => fields[0])).to.deep.equal(['Pub', 'Recall']);
      expect(found[0]!.fields[11]).to.equal('3');
      expect(found[1]!.fields.slice(4)).to.deep.equal([topic, receipt.messageId, 'true']);
    });

  it('leaves no record of a send that failed, and sends what it holds on close', async () => {
    const slow = mq.producer({ group: 'closing', trace: { topic: traceTopic, intervalMs: 60_000 } });
    const missing = await slow
      .send({ topic, body: 'm', queue: { brokerName: 'broker-a', queueId: 99 } })
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(missing).to.be.instanceOf(Error);
    const { messageId } = await slow.send({ topic, body: 'm' });
    await slow.close();
    const [record] = await records(1);
    expect(record!.fields[5]).to.equal(messageId);
  });
});
