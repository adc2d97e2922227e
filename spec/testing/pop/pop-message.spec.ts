import { expect } from 'chai';
import sinon from 'sinon';
import type { RemotingCommand } from '../../../src/protocol/index.js';
import { formatReceiptHandle, PropertyKey, ResponseCode } from '../../../src/protocol/index.js';
import { createGroupConfig } from '../../../src/testing/groups/group-config.js';
import { Checkpoints } from '../../../src/testing/pop/checkpoints.js';
import { makePop, poppedOf, textsOf } from './pop-harness.js';

const zeros = { popTime: '0', invisibleTime: '0', reviveQid: '0', restNum: '0' };

function outcome({ code, remark, extFields }: RemotingCommand) {
  return { code, remark, extFields };
}

describe('createPopHandler', () => {
  it('hands out messages and says how to settle them', () => {
    const { ask, clock, popRequest, put } = makePop();
    for (const text of ['a', 'b', 'c']) put(text);
    const first = ask(popRequest({ maxMsgNums: 2 }));
    expect(outcome(first)).to.deep.equal({
      code: ResponseCode.SUCCESS,
      remark: 'FOUND',
      extFields: {
        popTime: String(clock.now),
        invisibleTime: '10000',
        reviveQid: '0',
        restNum: '1',
        startOffsetInfo: '0 0 0',
        msgOffsetInfo: '0 0 0,1',
      },
    });
    expect(textsOf(poppedOf(first))).to.deep.equal(['a', 'b']);
    expect(ask(popRequest()).extFields).to.include({
      reviveQid: '1',
      restNum: '0',
      startOffsetInfo: '0 0 2',
      msgOffsetInfo: '0 0 2',
    });
  });

  it('gives receipts another number each time, from 0 to one below the configured count', () => {
    const { ask, popRequest } = makePop({ reviveQueueNum: 2 });
    const numbers = [1, 2, 3].map(() => ask(popRequest()).extFields?.['reviveQid']);
    expect(numbers).to.deep.equal(['0', '1', '0']);
  });

  it('hides a message from the group, and from no other', () => {
    const { pop, put } = makePop();
    put('a');
    pop();
    expect(pop()).to.be.empty;
    expect(textsOf(pop({ consumerGroup: 'shipping' }))).to.deep.equal(['a']);
  });

  it('takes from all queues with queue id -1, else from the one named', () => {
    const { pop, put } = makePop({}, 3);
    for (const queueId of [0, 1, 2]) put(`q${queueId}`, { queueId });
    expect(textsOf(pop({ queueId: 1 }))).to.deep.equal(['q1']);
    // Half of a hundred is the queue after the next but one of three.
    expect(textsOf(pop())).to.deep.equal(['q2', 'q0']);
  });

  it('takes no more than is asked for, of all queues together', () => {
    const { ask, popRequest, put } = makePop({}, 2);
    for (const queueId of [0, 0, 1, 1]) put('m', { queueId });
    const answer = ask(popRequest({ maxMsgNums: 3 }));
    expect(poppedOf(answer)).to.have.lengthOf(3);
    expect(answer.extFields).to.include({ msgOffsetInfo: '0 0 0,1;0 1 0', restNum: '1' });
  });

  it('moves the committed offset when it hands out', () => {
    const { pop, put, state } = makePop();
    for (const text of ['a', 'b', 'c']) put(text);
    pop({ maxMsgNums: 2 });
    expect(state.offsets.get('billing', 'orders', 0)).to.equal(2);
  });

  it('goes on at the oldest message when the group is behind it', () => {
    const { ask, popRequest, put, state } = makePop();
    for (const text of ['a', 'b']) put(text);
    state.store.queue('orders', 0).dropFirst();
    state.offsets.set('billing', 'orders', 0, 0);
    expect(ask(popRequest()).extFields).to.include({ startOffsetInfo: '0 0 1', msgOffsetInfo: '0 0 1' });
  });

  it('goes back to the end when the group is beyond it', () => {
    const { pop, put, state } = makePop();
    put('a');
    state.offsets.set('billing', 'orders', 0, 7);
    expect(pop()).to.be.empty;
    put('b');
    expect(textsOf(pop())).to.deep.equal(['b']);
  });

  it('hands out nothing while too much is invisible', () => {
    const { ask, popRequest, put } = makePop();
    put('a');
    sinon.stub(Checkpoints.prototype, 'isFull').get(() => true);
    const { code, extFields } = ask(popRequest());
    expect(code).to.equal(ResponseCode.POLLING_TIMEOUT);
    expect(extFields).to.include({ restNum: '1' });
  });

  it('begins at a queue by chance', () => {
    const { pop, put, services } = makePop({}, 3);
    for (const queueId of [0, 1, 2]) put(`q${queueId}`, { queueId });
    sinon.stub(services.runtime, 'random').returns(0.61);
    expect(textsOf(pop())).to.deep.equal(['q1', 'q2', 'q0']);
  });

  describe('for a group without an offset', () => {
    it('begins at the oldest message with init mode 0', () => {
      const { pop, put } = makePop();
      for (const text of ['a', 'b']) put(text);
      expect(textsOf(pop({ initMode: 0 }))).to.deep.equal(['a', 'b']);
    });

    it('begins there with init mode 1 too while the first message is still there', () => {
      const { pop, put } = makePop();
      for (const text of ['a', 'b']) put(text);
      expect(textsOf(pop({ initMode: 1 }))).to.deep.equal(['a', 'b']);
    });

    it('begins at the last message with init mode 1 if that is not wanted', () => {
      const { pop, put } = makePop({ initPopOffsetByCheckMsgInMem: false });
      for (const text of ['a', 'b']) put(text);
      expect(textsOf(pop({ initMode: 1 }))).to.deep.equal(['b']);
    });

    it('begins at the oldest message that comes back, whatever the mode', () => {
      const { pop, put, state } = makePop({ initPopOffsetByCheckMsgInMem: false });
      state.topics.ensure('%RETRY%billing_orders', 1);
      for (const text of ['a', 'b']) put(text, { topic: '%RETRY%billing_orders' });
      expect(textsOf(pop({ initMode: 1 }))).to.deep.equal(['a', 'b']);
    });

    it('remembers where it began', () => {
      const { pop, put, state } = makePop({ initPopOffsetByCheckMsgInMem: false });
      pop({ initMode: 1 });
      for (const text of ['a', 'b']) put(text);
      expect(state.offsets.get('billing', 'orders', 0)).to.equal(0);
      expect(textsOf(pop({ initMode: 1 }))).to.deep.equal(['a', 'b']);
    });
  });

  describe('with a filter', () => {
    it('passes over messages with other tags', () => {
      const { ask, popRequest, put } = makePop();
      for (const tags of ['red', 'blue', 'red']) put(tags, { properties: { TAGS: tags } });
      const answer = ask(popRequest({ exp: 'red', expType: 'TAG' }));
      expect(textsOf(poppedOf(answer))).to.deep.equal(['red', 'red']);
      expect(answer.extFields).to.include({ msgOffsetInfo: '0 0 0,2' });
    });

    it('looks at properties with SQL92', () => {
      const { pop, put } = makePop();
      for (const price of ['9', '11']) put(price, { properties: { price } });
      expect(textsOf(pop({ exp: 'price > 10', expType: 'SQL92' }))).to.deep.equal(['11']);
    });

    it('moves on where nothing matches', () => {
      const { pop, put, state } = makePop();
      put('blue', { properties: { TAGS: 'blue' } });
      expect(pop({ exp: 'red' })).to.be.empty;
      expect(state.offsets.get('billing', 'orders', 0)).to.equal(1);
    });

    it('refuses an expression that does not compile', () => {
      const { ask, popRequest } = makePop();
      expect(outcome(ask(popRequest({ exp: 'price >', expType: 'SQL92' })))).to.deep.equal({
        code: ResponseCode.SUBSCRIPTION_PARSE_FAILED,
        remark: "parse the consumer's subscription failed",
        extFields: zeros,
      });
    });
  });

  describe('refuses, with a header of zeros,', () => {
    const refusals: Readonly<
      Record<string, () => { answer: RemotingCommand; code: number; remark: string }>
    > = {
      'more than 32 messages': () => {
        const { ask, popRequest } = makePop();
        return {
          answer: ask(popRequest({ maxMsgNums: 33 })),
          code: ResponseCode.INVALID_PARAMETER,
          remark: "the broker[127.0.0.1] pop message's num is greater than 32",
        };
      },
      'a request that nobody can be waiting for': () => {
        const { ask, clock, popRequest } = makePop();
        return {
          answer: ask(popRequest({ bornTime: clock.now - 1501, pollTime: 1000 })),
          code: ResponseCode.POLLING_TIMEOUT,
          remark: 'the broker[127.0.0.1] pop message is timeout too much',
        };
      },
      'an unknown topic': () => {
        const { ask, popRequest } = makePop();
        return {
          answer: ask(popRequest({ topic: 'nowhere' })),
          code: ResponseCode.TOPIC_NOT_EXIST,
          remark:
            'topic[nowhere] not exist, apply first please! \n' +
            'See https://rocketmq.apache.org/docs/bestPractice/06FAQ for further details.',
        };
      },
      'a topic that is not readable': () => {
        const { ask, popRequest, state } = makePop();
        state.topics.ensure('mute', 1, 2);
        return {
          answer: ask(popRequest({ topic: 'mute' })),
          code: ResponseCode.NO_PERMISSION,
          remark: 'the topic[mute] peeking message is forbidden',
        };
      },
      'a queue that is not there': () => {
        const { ask, connection, popRequest, state } = makePop();
        state.topics.ensure('orders', 1);
        const answer = ask(popRequest({ queueId: 5 }), connection);
        return {
          answer,
          code: ResponseCode.INVALID_PARAMETER,
          remark: answer.remark?.startsWith(
            'queueId[5] is illegal, topic:[orders] topicConfig.readQueueNums:[1] consumer:[/',
          )
            ? (answer.remark ?? '')
            : 'another one',
        };
      },
      'an unknown group that may not be made': () => {
        const { ask, popRequest } = makePop({ autoCreateSubscriptionGroup: false });
        return {
          answer: ask(popRequest()),
          code: ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
          remark:
            'subscription group [billing] does not exist, \n' +
            'See https://rocketmq.apache.org/docs/bestPractice/06FAQ for further details.',
        };
      },
      'a group that is switched off': () => {
        const { ask, popRequest, state } = makePop();
        state.groups.put(createGroupConfig('billing', { consumeEnable: false }));
        return {
          answer: ask(popRequest()),
          code: ResponseCode.NO_PERMISSION,
          remark: 'subscription group no permission, billing',
        };
      },
      'everything when the broker is not readable': () => {
        const { ask, popRequest } = makePop({ brokerPermission: 2 });
        return {
          answer: ask(popRequest()),
          code: ResponseCode.NO_PERMISSION,
          remark: 'the broker[127.0.0.1] pop message is forbidden',
        };
      },
      'everything without a timer wheel': () => {
        const { ask, popRequest } = makePop({ timerWheelEnable: false });
        return {
          answer: ask(popRequest()),
          code: ResponseCode.SYSTEM_ERROR,
          remark: 'the broker[127.0.0.1] pop message is forbidden because timerWheelEnable is false',
        };
      },
    };
    for (const [what, refuse] of Object.entries(refusals))
      it(what, () => {
        const { answer, code, remark } = refuse();
        expect(outcome(answer)).to.deep.equal({ code, remark, extFields: zeros });
      });
  });

  describe('when there is nothing', () => {
    it('answers 210 at once to who does not want to wait', () => {
      const { ask, clock, popRequest } = makePop();
      expect(outcome(ask(popRequest()))).to.deep.equal({
        code: ResponseCode.POLLING_TIMEOUT,
        remark: 'NO_MESSAGE_IN_QUEUE',
        extFields: {
          popTime: String(clock.now),
          invisibleTime: '10000',
          reviveQid: '0',
          restNum: '0',
          startOffsetInfo: '',
          msgOffsetInfo: '',
        },
      });
    });

    it('waits for the time that is asked for, but for 50 ms', () => {
      const { clock, connection, popRequest } = makePop();
      const poll = connection.send(popRequest({ pollTime: 1000 }));
      clock.tick(949);
      expect(poll.values).to.be.empty;
      clock.tick(1);
      expect(poll.values.map(({ code }) => code)).to.deep.equal([ResponseCode.POLLING_TIMEOUT]);
    });

    it('counts that time from when the request was made', () => {
      const { clock, connection, popRequest } = makePop();
      const poll = connection.send(popRequest({ pollTime: 1000, bornTime: clock.now - 400 }));
      clock.tick(550);
      expect(poll.values).to.have.lengthOf(1);
    });

    it('takes its own clock when the client sends 0', () => {
      const { clock, connection, popRequest } = makePop();
      const poll = connection.send(popRequest({ pollTime: 1000, bornTime: 0 }));
      clock.tick(949);
      expect(poll.values).to.be.empty;
    });

    it('answers with a message as soon as it arrives', () => {
      const { connection, popRequest, put } = makePop({}, 2);
      const poll = connection.send(popRequest({ pollTime: 1000 }));
      put('late', { queueId: 1 });
      expect(poll.values.flatMap((answer) => textsOf(poppedOf(answer)))).to.deep.equal(['late']);
    });

    it('wakes one poll per message, the one that ends first', () => {
      const { connection, popRequest, put } = makePop();
      const later = connection.send(popRequest({ pollTime: 2000 }));
      const sooner = connection.send(popRequest({ pollTime: 1000 }));
      put('a');
      expect([sooner.values.length, later.values.length]).to.deep.equal([1, 0]);
      put('b');
      expect(later.values).to.have.lengthOf(1);
    });

    it('wakes a poll of each group', () => {
      const { connection, popRequest, put } = makePop();
      const polls = ['billing', 'shipping'].map((consumerGroup) =>
        connection.send(popRequest({ pollTime: 1000, consumerGroup })),
      );
      put('a');
      expect(polls.map(({ values }) => values.length)).to.deep.equal([1, 1]);
    });

    it('is not woken by what the filter does not want', () => {
      const { connection, popRequest, put, state } = makePop();
      const poll = connection.send(popRequest({ pollTime: 1000, exp: 'red' }));
      put('blue', { properties: { TAGS: 'blue' } });
      expect(poll.values).to.be.empty;
      expect(state.offsets.get('billing', 'orders', 0)).to.equal(0);
      put('red', { properties: { TAGS: 'red' } });
      expect(poll.values).to.have.lengthOf(1);
    });

    it('is not woken by a message in a queue that is not asked for', () => {
      const { connection, popRequest, put } = makePop({}, 2);
      const poll = connection.send(popRequest({ pollTime: 1000, queueId: 0 }));
      put('elsewhere', { queueId: 1 });
      expect(poll.values).to.be.empty;
    });

    it('lets the next poll have what is left', () => {
      const { clock, connection, popRequest, put, state } = makePop();
      const polls = [1, 2].map(() =>
        connection.send(popRequest({ pollTime: 1000, maxMsgNums: 1, queueId: 0 })),
      );
      // Back to where both messages come from: nobody is told of that.
      state.offsets.set('billing', 'orders', 0, 1);
      put('a');
      state.offsets.set('billing', 'orders', 0, 0);
      put('b');
      clock.flush();
      expect(
        polls.map(({ values }) => values.map((answer) => textsOf(poppedOf(answer)))),
      ).to.have.deep.members([[['a']], [['b']]]);
    });

    it('looks on by itself where many messages do not match', () => {
      const { connection, popRequest, put, state } = makePop();
      for (let i = 0; i < 900; i++) put('blue', { properties: { TAGS: 'blue' } });
      put('red', { properties: { TAGS: 'red' } });
      const poll = connection.send(popRequest({ pollTime: 1000, exp: 'red' }));
      expect(poll.values.flatMap((answer) => textsOf(poppedOf(answer)))).to.deep.equal(['red']);
      expect(state.offsets.get('billing', 'orders', 0)).to.equal(901);
    });

    it('does not look again and again where it may take nothing', () => {
      const { connection, popRequest, put } = makePop();
      put('a');
      const poll = connection.send(popRequest({ pollTime: 1000, maxMsgNums: 0 }));
      expect(poll.values).to.be.empty;
    });

    it('answers 209 when too many wait for the same queue', () => {
      const { connection, popRequest } = makePop({ popPollingSize: 1 });
      const polls = [1, 2, 3].map(() => connection.send(popRequest({ pollTime: 1000 })));
      expect(polls.map(({ values }) => values.map(({ code }) => code))).to.deep.equal([
        [],
        [],
        [ResponseCode.POLLING_FULL],
      ]);
      expect(connection.send(popRequest({ pollTime: 1000, queueId: 0 })).values).to.be.empty;
    });

    it('answers 209 when too many wait at all', () => {
      const { connection, popRequest } = makePop({ maxPopPollingSize: 1 });
      connection.send(popRequest({ pollTime: 1000 }));
      const poll = connection.send(popRequest({ pollTime: 1000, consumerGroup: 'shipping' }));
      expect(poll.values.map(({ code, remark }) => [code, remark])).to.deep.equal([
        [ResponseCode.POLLING_FULL, 'NO_MESSAGE_IN_QUEUE'],
      ]);
    });

    it('has room again when a poll has ended', () => {
      const { clock, connection, popRequest } = makePop({ maxPopPollingSize: 1 });
      connection.send(popRequest({ pollTime: 1000 }));
      clock.tick(1000);
      expect(connection.send(popRequest({ pollTime: 1000 })).values).to.be.empty;
    });

    it('does not wait for who does not want to, whose clock is ahead', () => {
      const { ask, clock, popRequest } = makePop();
      expect(ask(popRequest({ bornTime: clock.now + 60_000 })).code).to.equal(ResponseCode.POLLING_TIMEOUT);
    });

    it('forgets a poll whose client has hung up', () => {
      const { connect, held, popRequest } = makePop();
      const client = connect();
      client.send(popRequest({ pollTime: 1000 }));
      expect(held()).to.equal('1');
      client.close();
      expect(held()).to.equal('0');
    });
  });

  it('leaves nothing when the broker stops', () => {
    const { clock, connection, pop, popRequest, put, stop } = makePop();
    put('a');
    pop();
    connection.send(popRequest({ pollTime: 1000 }));
    stop();
    connection.close();
    expect(clock.timers).to.equal(0);
  });

  it('reads what came back before anything else as often as the configuration says', () => {
    for (const [probability, texts] of [
      [51, ['back', 'new']],
      [50, ['new', 'back']],
    ] as const) {
      const { clock, pop, put } = makePop({ popFromRetryProbability: probability });
      put('back');
      pop({ invisibleTime: 1000 });
      clock.tick(2000);
      put('new');
      expect(textsOf(pop()), `${probability} %`).to.deep.equal(texts);
    }
  });

  it('does not look for what came back when it is full', () => {
    const { ask, clock, pop, popRequest, put } = makePop({ popFromRetryProbability: 0 });
    put('back');
    pop({ invisibleTime: 1000 });
    clock.tick(2000);
    put('new');
    expect(ask(popRequest({ maxMsgNums: 1 })).extFields).to.include({ msgOffsetInfo: '0 0 1', restNum: '0' });
  });

  it('shows what came back as a message of the topic, with its receipt inside', () => {
    const { clock, pop, put } = makePop();
    put('a', { properties: { TAGS: 'red', KEYS: 'a' } });
    const popTime = clock.now;
    pop({ invisibleTime: 1000 });
    clock.tick(2000);
    const [back] = pop();
    expect(back?.message).to.deep.include({ topic: 'orders', queueId: 0, reconsumeTimes: 1 });
    expect(back?.handle).to.include({ retryMark: 1, queueOffset: 0, startOffset: 0 });
    expect(back?.message.properties).to.deep.equal({
      TAGS: 'red',
      KEYS: 'a',
      [PropertyKey.FIRST_POP_TIME]: String(popTime),
      [PropertyKey.POP_CK]: formatReceiptHandle(back!.handle),
    });
  });

  it('shows it as it lies there if the configuration says so', () => {
    const { clock, pop, put } = makePop({ popResponseReturnActualRetryTopic: true });
    put('a');
    pop({ invisibleTime: 1000 });
    clock.tick(2000);
    const [back] = pop();
    expect(back?.message.topic).to.equal('%RETRY%billing_orders');
    expect(back?.message.properties).to.not.have.property(PropertyKey.POP_CK);
  });
});
