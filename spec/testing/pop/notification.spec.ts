import { expect } from 'chai';
import { ResponseCode } from '../../../src/protocol/index.js';
import { makePop } from './pop-harness.js';

const yes = { hasMsg: 'true', pollingFull: 'false' };
const no = { hasMsg: 'false', pollingFull: 'false' };

describe('createNotificationHandler', () => {
  it('tells of a message without taking it', () => {
    const { ask, notificationRequest, pop, put } = makePop();
    put('a');
    const { code, extFields, remark } = ask(notificationRequest());
    expect([code, remark]).to.deep.equal([ResponseCode.SUCCESS, 'not set any response code']);
    expect(extFields).to.deep.equal(yes);
    expect(pop()).to.have.lengthOf(1);
    expect(ask(notificationRequest()).extFields).to.deep.equal(no);
  });

  it('looks at the queue that is named', () => {
    const { ask, notificationRequest, put } = makePop({}, 2);
    put('a', { queueId: 1 });
    const answers = [0, 1].map((queueId) => ask(notificationRequest({ queueId })).extFields);
    expect(answers).to.deep.equal([no, yes]);
  });

  it('tells of a message that came back', () => {
    const { ask, clock, notificationRequest, pop, put } = makePop();
    put('a');
    pop({ invisibleTime: 1000 });
    expect(ask(notificationRequest()).extFields).to.deep.equal(no);
    clock.tick(2000);
    expect(ask(notificationRequest()).extFields).to.deep.equal(yes);
  });

  it('looks into the retry topics of both names when the newer is in use', () => {
    for (const retryTopic of ['%RETRY%billing+orders', '%RETRY%billing_orders']) {
      const { ask, notificationRequest, put, state } = makePop({ enableRetryTopicV2: true });
      state.topics.ensure(retryTopic, 1);
      put('back', { topic: retryTopic });
      expect(ask(notificationRequest()).extFields, retryTopic).to.deep.equal(yes);
    }
  });

  it('tells of nothing that is blocked for an ordered pop', () => {
    const { ask, notificationRequest, pop, put } = makePop();
    for (const text of ['a', 'b']) put(text);
    pop({ order: true, maxMsgNums: 1, attemptId: '1' });
    const orders = [{ order: true, attemptId: '2' }, { order: true, attemptId: '1' }, {}];
    expect(orders.map((order) => ask(notificationRequest(order)).extFields)).to.deep.equal([no, yes, yes]);
  });

  it('waits for a message, and wakes the request that ends last', () => {
    const { connection, notificationRequest, put } = makePop();
    const later = connection.send(notificationRequest({ pollTime: 2000 }));
    const sooner = connection.send(notificationRequest({ pollTime: 1000 }));
    put('a');
    expect(later.values.map(({ extFields }) => extFields)).to.deep.equal([yes]);
    expect(sooner.values).to.be.empty;
  });

  it('ends with nothing 50 ms before the time is over', () => {
    const { clock, connection, notificationRequest } = makePop();
    const waiting = connection.send(notificationRequest({ pollTime: 1000, bornTime: 0 }));
    clock.tick(949);
    expect(waiting.values).to.be.empty;
    clock.tick(1);
    expect(waiting.values.map(({ extFields }) => extFields)).to.deep.equal([no]);
  });

  it('says when too many wait already', () => {
    const { ask, connection, notificationRequest } = makePop({ maxPopPollingSize: 1 });
    connection.send(notificationRequest({ pollTime: 1000 }));
    const { code, extFields } = ask(notificationRequest({ pollTime: 1000 }));
    expect(code).to.equal(ResponseCode.SUCCESS);
    expect(extFields).to.deep.equal({ hasMsg: 'false', pollingFull: 'true' });
  });

  it('does not count as a poll', () => {
    const { connection, held, notificationRequest } = makePop();
    connection.send(notificationRequest({ pollTime: 1000 }));
    expect(held()).to.equal('0');
  });

  it('refuses an unknown topic with its header', () => {
    const { ask, notificationRequest } = makePop();
    const { code, extFields } = ask(notificationRequest({ topic: 'nowhere' }));
    expect(code).to.equal(ResponseCode.TOPIC_NOT_EXIST);
    expect(extFields).to.deep.equal(no);
  });
});
