import { expect } from 'chai';
import { concatMap, filter, firstValueFrom, interval, lastValueFrom, map, take, toArray } from 'rxjs';
import {
  type Client,
  createClient,
  DurabilityError,
  type Producer,
  SendFailedError,
  type SendStatus,
} from '../../src/index.js';
import { updateBrokerConfigOn } from '../../tools/rocketmq/cluster-admin.js';
import type { BrokerNode } from '../support/rocketmq/broker-under-test.js';
import { describeRealBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';

describeRealBroker(
  'a master that waits for its slave @slow',
  'since the embedded one copies to its slaves in no time',
  (broker, { version }) => {
    let mq: Client;
    let producer: Producer;
    let topic: string;
    const node = (id: number): BrokerNode => broker().brokers.find(({ brokerId }) => brokerId === id)!;

    before(async () => {
      // Of the master alone: a setting of the cluster would make masters of its slaves.
      await updateBrokerConfigOn(node(0).address, 'brokerRole=SYNC_MASTER\n', {});
    });

    beforeEach(async () => {
      topic = uniqueName('topic');
      await broker().createTopic(topic, { queues: 1 });
      mq = createClient({ nameServers: broker().nameServers });
      producer = mq.producer({ group: 'spec_durable', timeoutMs: 10_000 });
    });

    afterEach(async () => {
      await mq.close({ timeoutMs: 1000 });
    });

    const read = (count: number): Promise<string[]> =>
      lastValueFrom(
        mq
          .consumer({ group: uniqueName('group'), subscribe: { [topic]: '*' }, from: 'first' })
          .run((delivery) => delivery.messageId)
          .pipe(
            take(count),
            map(({ result }) => result!),
            toArray(),
          ),
      );

    /** Stored and seen by consumers; whether that is enough is for the producer to say. */
    async function expectLess(status: SendStatus): Promise<void> {
      await answers(status);
      const receipt = await producer.send({ topic, body: 'm' });
      expect(receipt.status).to.equal(status);
      expect(await read(1)).to.deep.equal([receipt.messageId]);
      const demanding = mq.producer({
        group: 'spec_demanding',
        timeoutMs: 10_000,
        attemptTimeoutMs: 4000,
        retries: 1,
        requireStatus: ['ok'],
      });
      const failure: unknown = await demanding.send({ topic, body: 'm' }).catch((error) => error);
      expect(failure).to.be.instanceOf(SendFailedError);
      const { attempts, messageId } = failure as SendFailedError;
      expect(attempts.map(({ error }) => error instanceof DurabilityError)).to.deep.equal([true, true]);
      expect(await read(3)).to.deep.equal([receipt.messageId, messageId, messageId]);
    }

    /** The slave connects some seconds after its start, and what was under way to it still counts after its end. */
    const answers = (wanted: SendStatus): Promise<unknown> =>
      firstValueFrom(
        interval(100).pipe(
          concatMap(() => producer.send({ topic: `${topic}-first`, body: 'm' })),
          filter(({ status }) => status === wanted),
        ),
      );

    async function expectNoWork(): Promise<void> {
      let hasRun = false;
      const { outcome, reason } = await producer.transaction({ topic, body: 'half' }, () => {
        hasRun = true;
        return 'commit';
      });
      expect([hasRun, outcome]).to.deep.equal([false, 'rollback']);
      expect(reason).to.be.instanceOf(DurabilityError);
    }

    it('says so when the slave does not confirm in time, and the message is there', async () => {
      await answers('ok');
      node(1).pause();
      try {
        await expectLess('flush-slave-timeout');
        await expectNoWork();
      } finally {
        node(1).resume();
      }
    });

    it('says so when the slave is not there', async function () {
      this.timeout(90_000);
      await answers('ok');
      await node(1).kill();
      // Brokers of 5.x wait for copies, whoever could make them.
      await expectLess(version.startsWith('4.') ? 'slave-not-available' : 'flush-slave-timeout');
      await expectNoWork();
    });
  },
  // How long the master waits, by its names in 4.9 and 5.x; and, in 5.x, how many copies make a message safe.
  { slaves: 1, brokerConfig: { syncFlushTimeout: 1000, slaveTimeout: 1000, inSyncReplicas: 2 } },
);
