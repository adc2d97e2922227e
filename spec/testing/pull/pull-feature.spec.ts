import { expect } from 'chai';
import {
  Permission,
  PullMessageResponseHeader,
  PullSysFlag,
  type RemotingCommand,
  RequestCode,
  ResponseCode,
  UpdateGroupForbiddenRequestHeader,
} from '../../../src/protocol/index.js';
import type { BrokerOptions } from '../../../src/testing/broker-options.js';
import { consumer, heartbeat, subscription } from '../clients/heartbeats.js';
import { brokerInMemory } from '../support/broker-in-memory.js';
import type { TestClient } from '../support/create-test-client.js';
import { longPull, pulled, pullRequest } from '../support/pull.js';
import { batchRequest, sendRequest } from '../support/send.js';

type Broker = Awaited<ReturnType<typeof brokerInMemory>>;

const { COMMIT_OFFSET, SUBSCRIPTION, SUSPEND } = PullSysFlag;

describe('createPullFeature', () => {
  let running: Broker;
  let client: TestClient;

  async function start(options: BrokerOptions = {}): Promise<void> {
    running = await brokerInMemory({ topics: { orders: { queues: 2 } }, ...options });
    client = running.connect();
  }
  afterEach(() => running.stop());

  const answerTo = (request: RemotingCommand): RemotingCommand => {
    const { values, failure } = client.send(request);
    if (values[0] === undefined) throw failure ?? new Error('not answered yet');
    return values[0];
  };
  const send = (...bodies: readonly string[]): void => {
    for (const body of bodies) answerTo(sendRequest(body));
  };
  const beat = (settings: Parameters<typeof consumer>[1] = {}): void => {
    client.askPlainly(
      RequestCode.HEART_BEAT,
      heartbeat('c@1', { consumerDataSet: [consumer('billing', settings)] }),
    );
  };
  const refused = (request: RemotingCommand) => {
    const { code, remark, extFields } = answerTo(request);
    return { code, remark, forbiddenType: extFields?.['forbiddenType'] };
  };

  describe('answers at once', () => {
    it('with messages, as many as may be, from the offset that is asked for', async () => {
      await start();
      send('a', 'b', 'c');
      expect(pulled(answerTo(pullRequest({ queueOffset: 1, maxMsgNums: 1 })))).to.deep.equal({
        code: ResponseCode.SUCCESS,
        remark: 'FOUND',
        bodies: ['b'],
        offsets: [0, 3, 2],
      });
    });

    it('at the end of a queue', async () => {
      await start();
      send('a');
      expect(pulled(answerTo(pullRequest({ queueOffset: 1 })))).to.deep.equal({
        code: ResponseCode.PULL_NOT_FOUND,
        remark: 'OFFSET_OVERFLOW_ONE',
        bodies: [],
        offsets: [0, 1, 1],
      });
    });

    it('behind the end of a queue', async () => {
      await start();
      send('a');
      expect(pulled(answerTo(longPull({ queueOffset: 7 })))).to.deep.equal({
        code: ResponseCode.PULL_OFFSET_MOVED,
        remark: 'OFFSET_OVERFLOW_BADLY',
        bodies: [],
        offsets: [0, 1, 1],
      });
    });

    it('before the beginning of a queue', async () => {
      await start({ retention: { maxMessages: 2 } });
      send('a', 'b', 'c');
      expect(pulled(answerTo(longPull()))).to.deep.equal({
        code: ResponseCode.PULL_OFFSET_MOVED,
        remark: 'OFFSET_TOO_SMALL',
        bodies: [],
        offsets: [1, 3, 1],
      });
    });

    it('in an empty queue', async () => {
      await start();
      expect(pulled(answerTo(pullRequest()))).to.deep.equal({
        code: ResponseCode.PULL_NOT_FOUND,
        remark: 'NO_MESSAGE_IN_QUEUE',
        bodies: [],
        offsets: [0, 0, 0],
      });
    });

    it('in an empty queue to who thinks to be elsewhere, even if it would wait', async () => {
      await start();
      expect(pulled(answerTo(longPull({ queueOffset: 5 })))).to.deep.equal({
        code: ResponseCode.PULL_OFFSET_MOVED,
        remark: 'NO_MESSAGE_IN_QUEUE',
        bodies: [],
        offsets: [0, 0, 0],
      });
    });

    it('when nothing matches, with the offset behind what was looked at', async () => {
      await start();
      send('a', 'b');
      expect(pulled(answerTo(longPull({ subscription: 'other' })))).to.deep.equal({
        code: ResponseCode.PULL_RETRY_IMMEDIATELY,
        remark: 'NO_MATCHED_MESSAGE',
        bodies: [],
        offsets: [0, 2, 2],
      });
    });

    it('with no more than its own limits, but with one message at least', async () => {
      await start({
        config: { maxTransferCountOnMessageInMemory: 3, maxTransferBytesOnMessageInMemory: 1000 },
      });
      send('a', 'b', 'c', 'd');
      expect(pulled(answerTo(pullRequest())).bodies).to.deep.equal(['a', 'b', 'c']);
      send('x'.repeat(5000), 'e');
      expect(pulled(answerTo(pullRequest({ queueOffset: 3 }))).bodies).to.deep.equal(['d']);
      expect(pulled(answerTo(pullRequest({ queueOffset: 4 }))).bodies).to.deep.equal(['x'.repeat(5000)]);
    });

    it('after at most 800 looks at messages that do not match', async () => {
      await start();
      answerTo(batchRequest(Array<string>(801).fill('a')));
      expect(pulled(answerTo(pullRequest({ subscription: 'other' }))).offsets).to.deep.equal([0, 801, 800]);
    });

    it('with the committed offset taken from the request when it says so', async () => {
      await start();
      answerTo(pullRequest({ commitOffset: 3 }));
      expect(running.broker.offsets('billing')).to.deep.equal([]);
      answerTo(pullRequest({ commitOffset: 3, sysFlag: SUBSCRIPTION | COMMIT_OFFSET }));
      expect(running.broker.offsets('billing')).to.deep.equal([
        { topic: 'orders', brokerName: 'broker-a', queueId: 0, committedOffset: 3, lag: -3 },
      ]);
    });
  });

  describe('waits', () => {
    it('until a message comes', async () => {
      await start();
      send('a');
      const waiting = client.send(longPull({ queueOffset: 1 }));
      await running.clock.advance(14_999);
      expect(waiting.values).to.deep.equal([]);
      send('b');
      expect(waiting.values.map(pulled)).to.deep.equal([
        { code: ResponseCode.SUCCESS, remark: 'FOUND', bodies: ['b'], offsets: [0, 2, 2] },
      ]);
    });

    it('for the time that the request allows', async () => {
      await start();
      const waiting = client.send(longPull({ suspendTimeoutMillis: 700 }));
      await running.clock.advance(699);
      expect(waiting.values).to.deep.equal([]);
      await running.clock.advance(1);
      expect(waiting.values.map(pulled)).to.deep.equal([
        { code: ResponseCode.PULL_NOT_FOUND, remark: 'NO_MESSAGE_IN_QUEUE', bodies: [], offsets: [0, 0, 0] },
      ]);
    });

    it('not for messages of other queues, nor for those that it does not want', async () => {
      await start();
      const waiting = client.send(longPull({ subscription: 'wanted' }));
      answerTo(sendRequest('elsewhere', { queueId: 1, properties: { TAGS: 'wanted' } }));
      answerTo(sendRequest('unwanted', { properties: { TAGS: 'other' } }));
      expect(waiting.values).to.deep.equal([]);
      answerTo(sendRequest('wanted', { properties: { TAGS: 'wanted' } }));
      expect(waiting.values.map(pulled).map(({ bodies }) => bodies)).to.deep.equal([['wanted']]);
    });

    it('and says where to go on when only unwanted messages came', async () => {
      await start();
      const waiting = client.send(longPull({ subscription: 'wanted', suspendTimeoutMillis: 100 }));
      send('unwanted');
      await running.clock.advance(100);
      expect(waiting.values.map(pulled)).to.deep.equal([
        {
          code: ResponseCode.PULL_RETRY_IMMEDIATELY,
          remark: 'NO_MATCHED_MESSAGE',
          bodies: [],
          offsets: [0, 1, 1],
        },
      ]);
    });

    it('shortly when long polling is off', async () => {
      await start({ config: { longPollingEnable: false, shortPollingTimeMills: 50 } });
      const waiting = client.send(longPull());
      await running.clock.advance(50);
      expect(waiting.values.map(({ code }) => code)).to.deep.equal([ResponseCode.PULL_NOT_FOUND]);
    });

    it('no longer when the client is gone', async () => {
      await start();
      client.askPlainly(RequestCode.HEART_BEAT, heartbeat('c@1'));
      const { clock } = running;
      const timersBefore = clock.timers;
      const other = running.connect();
      other.send(longPull());
      expect(clock.timers).to.be.above(timersBefore);
      other.close();
      clock.flush();
      expect(clock.timers).to.equal(timersBefore);
      send('a');
      expect(other.heard).to.deep.equal([]);
    });
  });

  describe('filters', () => {
    it('by the subscription that the heartbeat told, when the request has none', async () => {
      await start();
      beat({ subscriptionDataSet: [subscription('orders', { subString: 'red', codeSet: [112_785] })] });
      answerTo(sendRequest('a', { properties: { TAGS: 'blue' } }));
      answerTo(sendRequest('b', { properties: { TAGS: 'red' } }));
      expect(pulled(answerTo(pullRequest({ sysFlag: 0, subVersion: 1 }))).bodies).to.deep.equal(['b']);
    });

    it('by properties', async () => {
      await start();
      answerTo(sendRequest('a', { properties: { price: '5' } }));
      answerTo(sendRequest('b', { properties: { price: '15' } }));
      const request = pullRequest({ subscription: 'price > 10', expressionType: 'SQL92' });
      expect(pulled(answerTo(request)).bodies).to.deep.equal(['b']);
    });

    it('inner batches by what they have themselves, which is no tag', async () => {
      await start({ topics: { orders: { attributes: { 'queue.type': 'BatchCQ' } } } });
      answerTo(batchRequest(['a', 'b']));
      expect(pulled(answerTo(pullRequest({ subscription: 'red' }))).offsets).to.deep.equal([0, 2, 2]);
      expect(pulled(answerTo(pullRequest())).bodies).to.deep.equal(['a', 'b']);
    });

    it('nothing when the expression in the request does not compile, as real brokers', async () => {
      await start();
      send('a');
      const request = pullRequest({ subscription: 'price >', expressionType: 'SQL92' });
      expect(pulled(answerTo(request)).bodies).to.deep.equal(['a']);
    });
  });

  describe('refuses', () => {
    it('a group without heartbeats, a topic that they do not name, and a newer version than theirs', async () => {
      await start({ topics: { orders: {}, others: {} } });
      const faq = '\nSee https://rocketmq.apache.org/docs/bestPractice/06FAQ for further details.';
      expect(refused(pullRequest({ sysFlag: SUSPEND }))).to.deep.equal({
        code: ResponseCode.SUBSCRIPTION_NOT_EXIST,
        remark: `the consumer's group info not exist${faq}`,
        forbiddenType: undefined,
      });
      beat();
      expect(refused(pullRequest({ sysFlag: SUSPEND, topic: 'others' }))).to.include({
        code: ResponseCode.SUBSCRIPTION_NOT_EXIST,
        remark: `the consumer's subscription not exist${faq}`,
      });
      expect(refused(pullRequest({ sysFlag: SUSPEND, subVersion: 2 }))).to.include({
        code: ResponseCode.SUBSCRIPTION_NOT_LATEST,
        remark: "the consumer's subscription not latest",
      });
    });

    it('an expression of the heartbeat that does not compile', async () => {
      await start();
      beat({ subscriptionDataSet: [subscription('orders', { expressionType: 'SQL92', subString: 'a >' })] });
      expect(refused(pullRequest({ sysFlag: 0, subVersion: 1 }))).to.include({
        code: ResponseCode.FILTER_DATA_NOT_EXIST,
        remark: "The broker's consumer filter data is not exist!Your expression may be wrong!",
      });
    });

    it('filters by properties when they are off, and such without an expression', async () => {
      await start({ config: { enablePropertyFilter: false } });
      expect(refused(pullRequest({ expressionType: 'SQL92', subscription: 'a = 1' }))).to.include({
        code: ResponseCode.SYSTEM_ERROR,
        remark: 'The broker does not support consumer to filter message by SQL92',
      });
      expect(refused(pullRequest({ expressionType: 'SQL92', subscription: '' }))).to.include({
        code: ResponseCode.SUBSCRIPTION_PARSE_FAILED,
        remark: "parse the consumer's subscription failed",
      });
    });

    it('topics and queues that there are not', async () => {
      await start();
      expect(refused(pullRequest({ topic: 'nothing' }))).to.include({
        code: ResponseCode.TOPIC_NOT_EXIST,
        remark:
          'topic[nothing] not exist, apply first please! \nSee https://rocketmq.apache.org/docs/bestPractice/06FAQ for further details.',
      });
      for (const queueId of [-1, 2]) {
        const { code, remark } = refused(pullRequest({ queueId }));
        expect(code).to.equal(ResponseCode.INVALID_PARAMETER);
        expect(remark).to.match(
          new RegExp(
            `^queueId\\[${queueId}\\] is illegal, topic:\\[orders\\] topicConfig.readQueueNums:\\[2\\] consumer:\\[/memory:\\d+\\]$`,
          ),
        );
      }
    });

    it('unknown groups that are not to be created', async () => {
      await start({ config: { autoCreateSubscriptionGroup: false } });
      expect(refused(pullRequest())).to.include({
        code: ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
        remark:
          'subscription group [billing] does not exist, \nSee https://rocketmq.apache.org/docs/bestPractice/06FAQ for further details.',
      });
    });

    it('whom the broker, the group or the topic forbids to read, and says which', async () => {
      await start({
        topics: { orders: {}, secret: { permission: Permission.WRITE } },
        groups: { stopped: { consumeEnable: false } },
      });
      expect(refused(pullRequest({ consumerGroup: 'stopped' }))).to.deep.equal({
        code: ResponseCode.NO_PERMISSION,
        remark: 'subscription group no permission, stopped',
        forbiddenType: '2',
      });
      expect(refused(pullRequest({ topic: 'secret' }))).to.deep.equal({
        code: ResponseCode.NO_PERMISSION,
        remark: 'the topic[secret] pulling message is forbidden',
        forbiddenType: '3',
      });
      await running.stop();
      await start({ config: { brokerPermission: Permission.WRITE } });
      expect(refused(pullRequest())).to.deep.equal({
        code: ResponseCode.NO_PERMISSION,
        remark: 'the broker[127.0.0.1] pulling message is forbidden',
        forbiddenType: '1',
      });
    });

    it('broadcasting where it is off, and topics that a group may not read', async () => {
      await start({ groups: { billing: { consumeBroadcastEnable: false } } });
      beat({ messageModel: 'BROADCASTING' });
      expect(refused(pullRequest({ sysFlag: 0 }))).to.deep.equal({
        code: ResponseCode.NO_PERMISSION,
        remark: 'the consumer group[billing] can not consume by broadcast way',
        forbiddenType: '4',
      });
      beat({ messageModel: 'CLUSTERING' });
      client.ask(RequestCode.UPDATE_AND_GET_GROUP_FORBIDDEN, UpdateGroupForbiddenRequestHeader, {
        group: 'billing',
        topic: 'orders',
        readable: false,
      });
      expect(refused(pullRequest({ sysFlag: 0 }))).to.deep.equal({
        code: ResponseCode.NO_PERMISSION,
        remark: 'the consumer group[billing] is forbidden for topic[orders]',
        forbiddenType: '5',
      });
    });

    it('lite pulls when they are off', async () => {
      await start({ config: { litePullMessageEnable: false } });
      expect(refused(pullRequest({}, RequestCode.LITE_PULL_MESSAGE))).to.deep.equal({
        code: ResponseCode.NO_PERMISSION,
        remark: 'the broker[127.0.0.1] for lite pull consumer is forbidden',
        forbiddenType: '1',
      });
      expect(answerTo(pullRequest()).code).to.equal(ResponseCode.PULL_NOT_FOUND);
    });
  });

  it('answers lite pulls as pulls', async () => {
    await start();
    send('a');
    expect(pulled(answerTo(pullRequest({}, RequestCode.LITE_PULL_MESSAGE))).bodies).to.deep.equal(['a']);
  });

  describe('with slaves', () => {
    const suggested = (answer: RemotingCommand): number =>
      PullMessageResponseHeader.read(answer).suggestWhichBrokerId;
    const slaves: BrokerOptions = {
      slaves: 1,
      config: { slaveReadEnable: true, slaveReadBehindMessages: 2 },
    };

    it('sends readers that are far behind to the slave', async () => {
      await start(slaves);
      send('a', 'b', 'c', 'd');
      expect(suggested(answerTo(pullRequest({ maxMsgNums: 1 })))).to.equal(1);
      expect(suggested(answerTo(pullRequest({ maxMsgNums: 2 })))).to.equal(0);
    });

    it('keeps them at the master unless slaves may be read', async () => {
      await start({ ...slaves, config: { slaveReadBehindMessages: 2 } });
      send('a', 'b', 'c', 'd');
      expect(suggested(answerTo(pullRequest({ maxMsgNums: 1 })))).to.equal(0);
    });

    it('answers what the master has stored, and sends back who is no longer behind', async () => {
      await start(slaves);
      send('a', 'b', 'c', 'd');
      client = running.connect(running.broker.brokers[1]?.address);
      const behind = answerTo(pullRequest({ maxMsgNums: 1 }));
      expect([pulled(behind).bodies, suggested(behind)]).to.deep.equal([['a'], 1]);
      const close = answerTo(pullRequest({ queueOffset: 1 }));
      expect([pulled(close).bodies, suggested(close)]).to.deep.equal([['b', 'c', 'd'], 0]);
    });

    it('refuses every pull at a slave unless slaves may be read', async () => {
      await start({ ...slaves, config: {} });
      send('a');
      client = running.connect(running.broker.brokers[1]?.address);
      const { code, remark } = answerTo(pullRequest());
      expect([code, remark]).to.deep.equal([
        ResponseCode.SYSTEM_BUSY,
        '[REJECTREQUEST]system busy, start flow control for a while',
      ]);
    });

    it('sends readers to the broker that their group has for this', async () => {
      await start({ ...slaves, groups: { billing: { whichBrokerWhenConsumeSlowly: 3, brokerId: 2 } } });
      send('a', 'b', 'c', 'd');
      expect(suggested(answerTo(pullRequest({ maxMsgNums: 1 })))).to.equal(3);
      expect(suggested(answerTo(pullRequest({ queueOffset: 3 })))).to.equal(2);
    });

    it('calls nobody far behind who has lost what is missing', async () => {
      await start({ ...slaves, retention: { maxMessages: 4 } });
      send('a', 'b', 'c', 'd', 'e');
      const answer = answerTo(pullRequest());
      expect([answer.remark, suggested(answer)]).to.deep.equal(['OFFSET_TOO_SMALL', 0]);
    });

    it('takes committed offsets at the master only', async () => {
      await start(slaves);
      client = running.connect(running.broker.brokers[1]?.address);
      answerTo(pullRequest({ commitOffset: 3, sysFlag: SUBSCRIPTION | COMMIT_OFFSET }));
      expect(running.broker.offsets('billing')).to.deep.equal([]);
    });

    it('lets nobody wait at a slave', async () => {
      await start(slaves);
      send('a');
      client = running.connect(running.broker.brokers[1]?.address);
      const answer = answerTo(longPull({ queueOffset: 1 }));
      expect([answer.code, answer.remark, suggested(answer)]).to.deep.equal([
        ResponseCode.PULL_RETRY_IMMEDIATELY,
        'OFFSET_OVERFLOW_ONE',
        0,
      ]);
    });
  });
});
