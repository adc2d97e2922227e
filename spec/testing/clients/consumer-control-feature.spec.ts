import { expect } from 'chai';
import { encodeConsumeMessageDirectlyResult } from '../../../src/protocol/bodies/consume-message-directly-result.js';
import {
  decodeGetConsumerStatusBody,
  encodeGetConsumerStatusBody,
} from '../../../src/protocol/bodies/get-consumer-status-body.js';
import { decodeResetOffsetBody } from '../../../src/protocol/bodies/reset-offset-body.js';
import { ConsumeMessageDirectlyResultRequestHeader } from '../../../src/protocol/headers/consume-message-directly.js';
import { EmptyHeader } from '../../../src/protocol/headers/empty-header.js';
import { GetConsumerRunningInfoRequestHeader } from '../../../src/protocol/headers/get-consumer-running-info.js';
import { GetConsumerStatusRequestHeader } from '../../../src/protocol/headers/get-consumer-status.js';
import { ResetOffsetRequestHeader } from '../../../src/protocol/headers/reset-offset.js';
import { LanguageCode } from '../../../src/protocol/language-code.js';
import { encodeOffsetMessageId } from '../../../src/protocol/message/message-id.js';
import { decodeStoredMessages } from '../../../src/protocol/message/stored-message-codec.js';
import {
  createRequest,
  createResponse,
  type RemotingCommand,
} from '../../../src/protocol/remoting-command.js';
import { createClientFeature } from '../../../src/testing/clients/client-feature.js';
import { createConsumerControlFeature } from '../../../src/testing/clients/consumer-control-feature.js';
import { OffsetResets } from '../../../src/testing/clients/offset-resets.js';
import { createGroupConfig } from '../../../src/testing/groups/group-config.js';
import { makeServices } from '../support/make-services.js';
import { serveFeatures } from '../support/serve-features.js';
import { consumer, heartbeat } from './heartbeats.js';

/** A broker with a topic of two queues, two messages in the first and one in the second, stored a second apart. */
function makeControl(settings: Parameters<typeof makeServices>[0] = {}) {
  const { clock, clients, services, state } = makeServices(settings);
  const resets = new OffsetResets(services.config);
  const { connect } = serveFeatures(
    clock,
    createClientFeature(services, clients),
    createConsumerControlFeature(services, resets),
  );
  state.topics.ensure('orders', 2);
  state.groups.put(createGroupConfig('g'));
  const entries = [0, 0, 1].map((queueId) => {
    const entry = services.store({
      topic: 'orders',
      queueId,
      body: Buffer.from('body'),
      properties: {},
      flag: 0,
      sysFlag: 0,
      bornTimestamp: 0,
      bornHost: '127.0.0.1:1',
      reconsumeTimes: 0,
    });
    clock.tick(1000);
    return entry;
  });
  const member = (clientId: string) => {
    const connection = connect();
    connection.ask(34, EmptyHeader, {}, heartbeat(clientId, { consumerDataSet: [consumer('g')] }));
    /** What the broker asked of this member. */
    const asked = (code: number): RemotingCommand[] =>
      connection.heard.filter((command) => command.code === code && !command.isResponse);
    return { ...connection, asked };
  };
  const admin = connect();
  const reset = (header: Partial<ResetOffsetRequestHeader>): RemotingCommand =>
    admin.ask(222, ResetOffsetRequestHeader, {
      group: 'g',
      topic: 'orders',
      timestamp: 0,
      isForce: true,
      ...header,
    });
  /** Starts a call that a consumer has to answer; `values` has the answer. */
  const start = (...request: Parameters<typeof createRequest<object>>) =>
    admin.send(createRequest(...request));
  return { admin, clock, connect, entries, member, reset, resets, services, start, state };
}

const offsetsOf = ({ body }: RemotingCommand): number[] =>
  decodeResetOffsetBody(body!).map(({ value }) => value);

describe('createConsumerControlFeature', () => {
  describe('INVOKE_BROKER_TO_RESET_OFFSET', () => {
    it('sets the offsets of all queues, by time, and answers them', () => {
      const { reset, resets, state } = makeControl();
      const answer = reset({ timestamp: 1000 });
      expect(answer).to.include({ code: 0, remark: undefined });
      expect(decodeResetOffsetBody(answer.body!)).to.deep.equal([
        { messageQueue: { topic: 'orders', brokerName: 'broker-a', queueId: 0 }, value: 1 },
        { messageQueue: { topic: 'orders', brokerName: 'broker-a', queueId: 1 }, value: 0 },
      ]);
      expect([...state.offsets.of('g', 'orders')]).to.deep.equal([
        [0, 1],
        [1, 0],
      ]);
      expect([resets.take('g', 'orders', 0), resets.take('g', 'orders', 1)]).to.deep.equal([1, 0]);
    });

    it('goes to the end for a time before the epoch', () => {
      expect(offsetsOf(makeControl().reset({ timestamp: -1 }))).to.deep.equal([2, 1]);
    });

    it('sets one queue, by time or to an offset', () => {
      const { reset, resets } = makeControl();
      expect(offsetsOf(reset({ queueId: 0, timestamp: 500 }))).to.deep.equal([1]);
      expect(offsetsOf(reset({ queueId: 0, offset: -1, timestamp: 0 }))).to.deep.equal([0]);
      expect(offsetsOf(reset({ queueId: 0, offset: 3 }))).to.deep.equal([3]);
      expect(resets.isPending('g', 'orders', 1)).to.equal(false);
    });

    it('ignores an offset that is meant for no single queue', () => {
      expect(offsetsOf(makeControl().reset({ offset: 2, queueId: -1 }))).to.deep.equal([0, 0]);
    });

    it('refuses what cannot be reset', () => {
      const { reset, resets, state } = makeControl();
      expect(reset({ topic: 'nothing' })).to.include({ code: 17, remark: 'Topic nothing does not exist' });
      expect(reset({ group: 'nobody' })).to.include({ code: 26, remark: 'Group nobody does not exist' });
      expect(reset({ queueId: 0, offset: 4 })).to.include({
        code: 1,
        remark: 'Target offset 4 not in consume queue range [0-2]',
      });
      state.store.queue('orders', 0).dropFirst();
      expect(reset({ queueId: 0, offset: 0 })).to.include({
        code: 1,
        remark: 'Target offset 0 not in consume queue range [1-2]',
      });
      expect(resets.isPending('g', 'orders', 0)).to.equal(false);
      expect(makeControl({ identity: { brokerId: 1 } }).reset({})).to.include({
        code: 1,
        remark: 'Can not reset offset in slave broker',
      });
    });
  });

  describe('INVOKE_BROKER_TO_RESET_OFFSET without useServerSideResetOffset', () => {
    const config = { useServerSideResetOffset: false };

    function makeCommitted(first = 2) {
      const control = makeControl({ config });
      control.state.offsets.set('g', 'orders', 0, first);
      control.state.offsets.set('g', 'orders', 1, 0);
      return control;
    }

    it('tells every member, and leaves the offsets to them', () => {
      const { member, reset, resets, state } = makeCommitted();
      const members = [member('c1'), member('c2')];
      const answer = reset({ timestamp: 1000 });
      expect(answer).to.include({ code: 0, remark: 'not set any response code' });
      expect(offsetsOf(answer)).to.deep.equal([1, 0]);
      for (const { asked } of members) {
        const [told] = asked(220);
        expect(told).to.include({ isOneway: true });
        expect(told?.extFields).to.deep.equal({
          group: 'g',
          topic: 'orders',
          queueId: '-1',
          timestamp: '1000',
          isForce: 'false',
        });
        expect(offsetsOf(told!)).to.deep.equal([1, 0]);
      }
      expect(state.offsets.get('g', 'orders', 0)).to.equal(2);
      expect(resets.isPending('g', 'orders', 0)).to.equal(false);
    });

    it('goes forward only when it is forced to', () => {
      const { member, reset } = makeCommitted(0);
      member('c1');
      expect(offsetsOf(reset({ timestamp: -1, isForce: false }))).to.deep.equal([0, 0]);
      expect(offsetsOf(reset({ timestamp: -1, isForce: true }))).to.deep.equal([2, 1]);
    });

    it('refuses without consumers, offsets or topic', () => {
      const { reset } = makeCommitted();
      expect(reset({})).to.include({
        code: 206,
        remark: 'Consumer not online, so can not reset offset, Group: g Topic: orders Timestamp: 0',
      });
      expect(reset({ group: 'young' })).to.include({
        code: 1,
        remark: 'THe consumer group <young> not exist',
      });
      expect(reset({ topic: 'nothing' })).to.include({
        code: 17,
        remark: '[reset-offset] reset offset failed, no topic in this broker. topic=nothing',
      });
    });

    it('tells members a list when the administrator speaks C++', () => {
      const { connect, member } = makeCommitted();
      const { asked } = member('c1');
      const header = { group: 'g', topic: 'orders', timestamp: 0, isForce: true };
      connect(LanguageCode.CPP).ask(222, ResetOffsetRequestHeader, header);
      expect(JSON.parse(asked(220)[0]!.body!.toString())).to.deep.equal({
        offsetTable: [
          { brokerName: 'broker-a', offset: 0, queueId: 0, topic: 'orders' },
          { brokerName: 'broker-a', offset: 0, queueId: 1, topic: 'orders' },
        ],
      });
    });
  });

  describe('INVOKE_BROKER_TO_GET_CONSUMER_STATUS', () => {
    const header = { topic: 'orders', group: 'g' };
    const table = (value: number) => [
      { messageQueue: { topic: 'orders', brokerName: 'broker-a', queueId: 0 }, value },
    ];
    const statusOf = (value: number): RemotingCommand =>
      createResponse(0, {
        body: encodeGetConsumerStatusBody({ consumerTable: {}, messageQueueTable: table(value) }),
      });

    it('collects the offsets of all members, one after the other', () => {
      const { member, start } = makeControl();
      const [first, second] = [member('c1'), member('c2')];
      const call = start(223, GetConsumerStatusRequestHeader, header);
      expect(second.asked(221), 'not before the first has answered').to.be.empty;
      first.reply(first.asked(221)[0]!, statusOf(1));
      second.reply(second.asked(221)[0]!, statusOf(2));
      expect(call.values[0]).to.include({ code: 0, remark: 'not set any response code' });
      expect(decodeGetConsumerStatusBody(call.values[0]!.body!)).to.deep.equal({
        consumerTable: { c1: table(1), c2: table(2) },
        messageQueueTable: [],
      });
    });

    it('asks the one that is named', () => {
      const { member, start } = makeControl();
      const [first, second] = [member('c1'), member('c2')];
      const call = start(223, GetConsumerStatusRequestHeader, { ...header, clientAddr: 'c2' });
      second.reply(second.asked(221)[0]!, statusOf(2));
      expect(first.asked(221)).to.be.empty;
      expect(second.asked(221)[0]?.extFields).to.deep.equal({ topic: 'orders', group: 'g' });
      expect(decodeGetConsumerStatusBody(call.values[0]!.body!).consumerTable).to.have.all.keys('c2');
    });

    it('leaves out who fails, says nothing, or nothing in time', () => {
      const { clock, member, start } = makeControl();
      const [first, second, third, fourth] = ['c1', 'c2', 'c3', 'c4'].map((id) => member(id));
      const call = start(223, GetConsumerStatusRequestHeader, header);
      first!.reply(first!.asked(221)[0]!, createResponse(1, { body: statusOf(1).body! }));
      second!.reply(second!.asked(221)[0]!, createResponse(0));
      expect(third!.asked(221)).to.have.lengthOf(1);
      clock.tick(5500);
      fourth!.reply(fourth!.asked(221)[0]!, createResponse(0, { body: Buffer.from('no offsets') }));
      expect(decodeGetConsumerStatusBody(call.values[0]!.body!).consumerTable).to.deep.equal({});
    });

    it('fails for a group without members', () => {
      const { admin } = makeControl();
      expect(admin.ask(223, GetConsumerStatusRequestHeader, header)).to.include({
        code: 1,
        remark: 'No Any Consumer online in the consumer group: [g]',
      });
    });
  });

  describe('GET_CONSUMER_RUNNING_INFO', () => {
    const header = { consumerGroup: 'g', clientId: 'c1', jstackEnable: false };

    it('is passed on with all its fields, and the answer is passed back', () => {
      const { admin, member } = makeControl();
      const { asked, reply } = member('c1');
      const request = createRequest(307, GetConsumerRunningInfoRequestHeader, header);
      const call = admin.send(request.withExtFields({ AccessKey: 'admin', Signature: 's' }));
      expect(asked(307)[0]?.extFields).to.deep.equal({
        consumerGroup: 'g',
        clientId: 'c1',
        jstackEnable: 'false',
        AccessKey: 'admin',
        Signature: 's',
      });
      reply(asked(307)[0]!, createResponse(0, { remark: 'fine', body: Buffer.from('{}') }));
      expect(call.values[0]).to.include({ code: 0, remark: 'fine' });
      expect(call.values[0]?.body?.toString()).to.equal('{}');
    });

    it('passes back a failure of the client', () => {
      const { member, start } = makeControl();
      const { asked, reply } = member('c1');
      const call = start(307, GetConsumerRunningInfoRequestHeader, header);
      reply(asked(307)[0]!, createResponse(1, { remark: 'no such group here' }));
      expect(call.values[0]).to.include({ code: 1, remark: 'no such group here' });
    });

    it('fails for a client that is not in the group', () => {
      const { admin, member } = makeControl();
      member('c2');
      expect(admin.ask(307, GetConsumerRunningInfoRequestHeader, header)).to.include({
        code: 1,
        remark: 'The Consumer <g> <c1> not online',
      });
    });

    it('fails when the client is silent, or gone meanwhile', () => {
      const { clock, member, start } = makeControl();
      const { close } = member('c1');
      const silent = start(307, GetConsumerRunningInfoRequestHeader, header);
      clock.tick(9000);
      const cut = start(307, GetConsumerRunningInfoRequestHeader, header);
      clock.tick(1500);
      expect(silent.values[0]).to.have.property('code', 207);
      expect(silent.values[0]?.remark).to.match(/^consumer <g> <c1> Timeout: /);
      close();
      expect(cut.values[0]).to.have.property('code', 1);
      expect(cut.values[0]?.remark).to.match(/^invoke consumer <g> <c1> Exception: /);
    });
  });

  describe('CONSUME_MESSAGE_DIRECTLY', () => {
    const idOf = (physicalOffset: number): string =>
      encodeOffsetMessageId({ address: '127.0.0.1:10911', physicalOffset });

    it('is passed on with the stored record and what the broker knows', () => {
      const { entries, member, start, state } = makeControl();
      state.groups.put(createGroupConfig('g', { groupSysFlag: 2 }));
      const { asked, reply } = member('c1');
      const msgId = idOf(entries[1]!.physicalOffset);
      const call = start(309, ConsumeMessageDirectlyResultRequestHeader, {
        consumerGroup: 'g',
        clientId: 'c1',
        msgId,
        topic: 'orders',
      });
      const [question] = asked(309);
      expect(question?.extFields).to.deep.equal({
        consumerGroup: 'g',
        clientId: 'c1',
        msgId,
        topic: 'orders',
        brokerName: 'broker-a',
        topicSysFlag: '0',
        groupSysFlag: '2',
      });
      expect(decodeStoredMessages(question!.body!)[0]).to.include({ topic: 'orders', queueOffset: 1 });
      const body = encodeConsumeMessageDirectlyResult({
        order: false,
        autoCommit: true,
        consumeResult: 'CR_LATER',
        spentTimeMills: 1,
      });
      reply(question!, createResponse(0, { body }));
      expect(call.values[0]?.body).to.deep.equal(body);
    });

    it('leaves out what the broker does not know', () => {
      const { entries, member, start, services } = makeControl();
      const { asked } = member('c1');
      services.state.groups.delete('g');
      services.config.autoCreateSubscriptionGroup = false;
      const msgId = idOf(entries[0]!.physicalOffset);
      start(309, ConsumeMessageDirectlyResultRequestHeader, { consumerGroup: 'g', clientId: 'c1', msgId });
      expect(asked(309)[0]?.extFields).to.deep.equal({
        consumerGroup: 'g',
        clientId: 'c1',
        msgId,
        brokerName: 'broker-a',
      });
    });

    it('fails for messages and clients that there are not', () => {
      const { admin, entries, member } = makeControl();
      member('c1');
      const consume = (settings: object): RemotingCommand =>
        admin.ask(309, ConsumeMessageDirectlyResultRequestHeader, { consumerGroup: 'g', ...settings });
      expect(consume({ clientId: 'c1', msgId: idOf(1) }).code).to.equal(1);
      expect(consume({ clientId: 'c1', msgId: 'none' }).code).to.equal(1);
      expect(consume({ clientId: 'c1' }).code).to.equal(1);
      expect(consume({ msgId: idOf(entries[0]!.physicalOffset) })).to.include({
        code: 1,
        remark: 'The Consumer <g> <null> not online',
      });
    });
  });
});
