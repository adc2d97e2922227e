import { expect } from 'chai';
import type { ConsumerData, HeartbeatData } from '../../../src/protocol/bodies/heartbeat-data.js';
import {
  type CheckedSubscription,
  encodeCheckClientRequestBody,
} from '../../../src/protocol/bodies/check-client-request-body.js';
import { decodeConsumerList } from '../../../src/protocol/bodies/consumer-list.js';
import { EmptyHeader } from '../../../src/protocol/headers/empty-header.js';
import { GetConsumerListByGroupRequestHeader } from '../../../src/protocol/headers/get-consumer-list-by-group.js';
import { HeartbeatResponseHeader } from '../../../src/protocol/headers/heartbeat.js';
import { UnregisterClientRequestHeader } from '../../../src/protocol/headers/unregister-client.js';
import type { RemotingCommand } from '../../../src/protocol/remoting-command.js';
import type { BrokerConfig } from '../../../src/testing/broker/broker-config.js';
import { createClientFeature } from '../../../src/testing/clients/client-feature.js';
import { createGroupConfig } from '../../../src/testing/groups/group-config.js';
import { createTopicConfig } from '../../../src/testing/topics/topic-table.js';
import { makeServices } from '../support/make-services.js';
import { serveFeatures } from '../support/serve-features.js';
import { consumer, heartbeat, subscription } from './heartbeats.js';

function makeClients(config: Partial<BrokerConfig> = {}) {
  const { clock, clients, services, state } = makeServices({ config });
  const feature = createClientFeature(services, clients);
  const { connect } = serveFeatures(clock, feature);
  /** One client on a connection of its own. */
  const join = (clientId: string) => {
    const connection = connect();
    const beat = (settings: Partial<HeartbeatData> = {}): RemotingCommand =>
      connection.ask(34, EmptyHeader, {}, heartbeat(clientId, settings));
    const consume = (...consumerDataSet: ConsumerData[]): RemotingCommand => beat({ consumerDataSet });
    const leave = (consumerGroup: string): RemotingCommand =>
      connection.ask(35, UnregisterClientRequestHeader, { clientID: clientId, consumerGroup });
    /** Groups that changed, as far as this client was told. */
    const notices = (): (string | undefined)[] =>
      connection.heard.filter(({ code }) => code === 40).map(({ extFields }) => extFields?.['consumerGroup']);
    return { ...connection, beat, consume, leave, notices };
  };
  const list = (consumerGroup: string): RemotingCommand =>
    join('asker').ask(38, GetConsumerListByGroupRequestHeader, { consumerGroup });
  return { clients, clock, feature, join, list, state };
}

const idsOf = ({ body }: RemotingCommand): string[] => decodeConsumerList(body!);

describe('createClientFeature', () => {
  describe('HEART_BEAT', () => {
    it('makes the client a member of the groups it names, and them known', () => {
      const { clients, join, list, state } = makeClients();
      join('c1').beat({
        consumerDataSet: [consumer('billing')],
        producerDataSet: [{ groupName: 'shop' }],
      });
      expect(idsOf(list('billing'))).to.deep.equal(['c1']);
      expect(clients.producers('shop').map(({ clientId }) => clientId)).to.deep.equal(['c1']);
      expect(clients.producer('c1')).to.include({ clientId: 'c1', lastHeartbeatAt: 0 });
      expect(state.groups.get('billing')).to.deep.equal(createGroupConfig('billing'));
    });

    it('is answered as the first version always was', () => {
      const { join } = makeClients();
      const { consume } = join('c1');
      const answers = [consume(consumer('g')), consume(consumer('g'))];
      for (const answer of answers) {
        expect(answer.code).to.equal(0);
        expect(HeartbeatResponseHeader.read(answer)).to.deep.equal({
          isSupportHeartbeatV2: true,
          isSubChange: true,
        });
      }
    });

    it('makes the retry topic of a group, ordered like its topics', () => {
      const { join, state } = makeClients();
      state.groups.put(createGroupConfig('many', { retryQueueNums: 3 }));
      state.topics.put({ ...createTopicConfig('steps', 4), order: true });
      const { consume } = join('c1');
      consume(consumer('many'), consumer('unit', { unitMode: true }));
      expect(state.topics.get('%RETRY%many')).to.deep.equal(createTopicConfig('%RETRY%many', 3));
      expect(state.topics.get('%RETRY%unit')).to.deep.equal({
        ...createTopicConfig('%RETRY%unit', 1),
        topicSysFlag: 2,
      });
      consume(consumer('many', { subscriptionDataSet: [subscription('steps')] }));
      expect(state.topics.get('%RETRY%many')).to.include({ order: true, readQueueNums: 3 });
    });

    it('passes over a group that is unknown and not to be created', () => {
      const { clients, join, state } = makeClients({ autoCreateSubscriptionGroup: false });
      const { consume, notices } = join('c1');
      expect(consume(consumer('nobody')).code).to.equal(0);
      expect(clients.consumers('nobody')).to.equal(undefined);
      expect(state.topics.get('%RETRY%nobody')).to.equal(undefined);
      expect(notices()).to.deep.equal([]);
    });

    it('makes no group of a name that cannot be one', () => {
      const { join, state } = makeClients();
      const names = ['with space', 'x'.repeat(256)];
      expect(join('c1').consume(...names.map((name) => consumer(name))).code).to.equal(0);
      expect([...state.groups.all()]).to.deep.equal([]);
    });

    it('keeps one table of subscriptions for all members', () => {
      const { clients, join } = makeClients();
      const topics = (): string[] => [...clients.consumers('g')!.subscriptions.keys()];
      const [first, second] = [join('c1'), join('c2')];
      first.consume(consumer('g', { subscriptionDataSet: [subscription('a'), subscription('b')] }));
      expect(topics()).to.deep.equal(['a', 'b']);
      second.consume(consumer('g', { subscriptionDataSet: [subscription('b'), subscription('c')] }));
      expect(topics()).to.deep.equal(['b', 'c']);
    });

    it('takes a subscription for another one only when its version is higher', () => {
      const { clients, join } = makeClients();
      const { consume, notices } = join('c1');
      const subscribe = (subString: string, subVersion: number): string => {
        consume(consumer('g', { subscriptionDataSet: [subscription('t', { subString, subVersion })] }));
        return clients.consumers('g')!.subscriptions.get('t')!.subString;
      };
      expect(subscribe('a', 5)).to.equal('a');
      expect(subscribe('b', 5)).to.equal('a');
      expect(subscribe('c', 4)).to.equal('a');
      expect(subscribe('d', 6)).to.equal('d');
      expect(notices(), 'only the first one is a change').to.deep.equal(['g']);
    });

    it('takes type, model and start of a group from whoever spoke last', () => {
      const { clients, join } = makeClients();
      const settings = {
        consumeType: 'CONSUME_ACTIVELY',
        messageModel: 'BROADCASTING',
        consumeFromWhere: 'CONSUME_FROM_FIRST_OFFSET',
      } as const;
      join('c1').consume(consumer('g'));
      join('c2').consume(consumer('g', settings));
      expect(clients.consumers('g')).to.include(settings);
    });
  });

  describe('HEART_BEAT with a fingerprint', () => {
    const answerTo = (
      beat: (settings: Partial<HeartbeatData>) => RemotingCommand,
      heartbeatFingerprint: number,
    ) =>
      HeartbeatResponseHeader.read(beat({ heartbeatFingerprint, consumerDataSet: [consumer('g')] }))
        .isSubChange;

    it('says whether the fingerprint is another one; an unheard-of group has not changed', () => {
      const { join } = makeClients();
      const { beat } = join('c1');
      expect([7, 7, 8, 8].map((fingerprint) => answerTo(beat, fingerprint))).to.deep.equal([
        false,
        false,
        true,
        false,
      ]);
    });

    it('compares with the last heartbeat of the group, whoever sent it', () => {
      const { join } = makeClients();
      const [first, second] = [join('c1'), join('c2')];
      expect([answerTo(first.beat, 7), answerTo(second.beat, 8), answerTo(first.beat, 7)]).to.deep.equal([
        false,
        true,
        true,
      ]);
      first.consume(consumer('g'));
      expect(answerTo(first.beat, 7), 'one without came between').to.equal(true);
    });

    it('keeps the subscriptions when it brings none', () => {
      const { clients, join } = makeClients();
      const { beat, notices } = join('c1');
      const empty = consumer('g', { subscriptionDataSet: [] });
      beat({ heartbeatFingerprint: 7, consumerDataSet: [consumer('g')] });
      beat({ heartbeatFingerprint: 7, withoutSub: true, consumerDataSet: [empty] });
      expect([...clients.consumers('g')!.subscriptions.keys()]).to.deep.equal(['orders']);
      beat({ heartbeatFingerprint: 0, withoutSub: true, consumerDataSet: [empty] });
      expect([...clients.consumers('g')!.subscriptions.keys()], 'the first version means it').to.deep.equal(
        [],
      );
      expect(notices()).to.deep.equal(['g', 'g']);
    });
  });

  describe('NOTIFY_CONSUMER_IDS_CHANGED', () => {
    it('reaches every member, the new one before the answer to its heartbeat', () => {
      const { join } = makeClients();
      const [first, second] = [join('c1'), join('c2')];
      first.consume(consumer('g'));
      second.consume(consumer('g'));
      expect(second.heard.map(({ code }) => code)).to.deep.equal([40, 0]);
      expect(second.heard[0]?.isOneway).to.equal(true);
      expect(first.notices()).to.deep.equal(['g', 'g']);
      second.consume(consumer('g'));
      expect(first.notices(), 'nothing is new').to.have.lengthOf(2);
    });

    it('tells of topics that come and go', () => {
      const { join } = makeClients();
      const { consume, notices } = join('c1');
      consume(consumer('g', { subscriptionDataSet: [subscription('a')] }));
      consume(consumer('g', { subscriptionDataSet: [subscription('a'), subscription('b')] }));
      consume(consumer('g', { subscriptionDataSet: [subscription('b')] }));
      expect(notices()).to.deep.equal(['g', 'g', 'g']);
    });

    it('tells of members that leave or whose connection ends', () => {
      const { join, list } = makeClients();
      const [first, second, third] = [join('c1'), join('c2'), join('c3')];
      for (const { consume } of [first, second, third]) consume(consumer('g'));
      expect(second.leave('g').code).to.equal(0);
      expect(first.notices()).to.have.lengthOf(4);
      expect(second.notices(), 'it is none of theirs any more').to.have.lengthOf(2);
      third.close();
      expect(first.notices()).to.have.lengthOf(5);
      expect(idsOf(list('g'))).to.deep.equal(['c1']);
    });

    it('is not sent to consumers that share nothing', () => {
      const { join } = makeClients();
      const [first, second] = [join('c1'), join('c2')];
      for (const { consume } of [first, second]) consume(consumer('g', { messageModel: 'BROADCASTING' }));
      second.close();
      expect(first.notices()).to.deep.equal([]);
    });

    it('is sent for lost connections only when the group wants none', () => {
      const { join, state } = makeClients();
      state.groups.put(createGroupConfig('g', { notifyConsumerIdsChangedEnable: false }));
      const [first, second, third] = [join('c1'), join('c2'), join('c3')];
      for (const { consume } of [first, second, third]) consume(consumer('g'));
      second.leave('g');
      expect(first.notices()).to.deep.equal([]);
      third.close();
      expect(first.notices()).to.deep.equal(['g']);
    });
  });

  describe('connections', () => {
    it('are the members: one id on two of them is listed twice', () => {
      const { join, list } = makeClients();
      join('same').consume(consumer('g'));
      join('same').consume(consumer('g'));
      expect(idsOf(list('g'))).to.deep.equal(['same', 'same']);
    });

    it('have the id of their last heartbeat', () => {
      const { join, list } = makeClients();
      const { ask } = join('c1');
      for (const id of ['old', 'new'])
        ask(34, EmptyHeader, {}, heartbeat(id, { consumerDataSet: [consumer('g')] }));
      expect(idsOf(list('g'))).to.deep.equal(['new']);
    });

    it('take their memberships with them, those of a client that came back are its own', () => {
      const { clients, join, list } = makeClients();
      const [before, after] = [join('c1'), join('c1')];
      before.beat({ consumerDataSet: [consumer('g')], producerDataSet: [{ groupName: 'p' }] });
      after.beat({ consumerDataSet: [consumer('g')] });
      before.close();
      expect(idsOf(list('g'))).to.deep.equal(['c1']);
      expect(clients.producerGroups().size).to.equal(0);
      after.close();
      expect(clients.isEmpty).to.equal(true);
    });

    it('are closed after a long silence, without a word to the others', () => {
      const { clients, clock, join, list } = makeClients({ channelExpiredTimeout: 25_000 });
      const [silent, alive] = [join('c1'), join('c2')];
      silent.consume(consumer('g'));
      alive.consume(consumer('g'));
      const beat = (): void => {
        clock.tick(9000);
        alive.consume(consumer('g'));
      };
      beat();
      beat();
      beat();
      expect(idsOf(list('g')), 'the scan at 20 s found it young enough').to.deep.equal(['c1', 'c2']);
      const told = alive.notices().length;
      beat();
      expect(idsOf(list('g'))).to.deep.equal(['c2']);
      expect(alive.notices()).to.have.lengthOf(told);
      expect(silent.client.state.name).to.not.equal('connected');
      clock.tick(60_000);
      expect(clients.isEmpty).to.equal(true);
    });

    it('are not watched when there are none', () => {
      const { clock, feature, join } = makeClients();
      const { close, consume } = join('c1');
      consume(consumer('g'));
      close();
      clock.tick(10_000);
      const { timers } = clock;
      feature.stop!();
      expect(clock.timers).to.equal(timers);
    });

    it('are watched by one timer, until the broker stops', () => {
      const { clock, feature, join } = makeClients();
      for (const { consume } of [join('c1'), join('c2')]) consume(consumer('g'));
      const before = clock.timers;
      feature.stop!();
      expect(clock.timers).to.equal(before - 1);
    });
  });

  describe('UNREGISTER_CLIENT', () => {
    it('takes the connection out of the groups it names', () => {
      const { clients, join } = makeClients();
      const { ask, beat } = join('c1');
      beat({
        consumerDataSet: [consumer('g'), consumer('h')],
        producerDataSet: [{ groupName: 'p' }, { groupName: 'q' }],
      });
      ask(35, UnregisterClientRequestHeader, { clientID: 'c1', consumerGroup: 'g', producerGroup: 'p' });
      expect(clients.consumerGroups().map(({ group }) => group)).to.deep.equal(['h']);
      expect([...clients.producerGroups().keys()]).to.deep.equal(['q']);
    });

    it('succeeds for groups that there are not', () => {
      const { join } = makeClients();
      const { ask, leave } = join('c1');
      expect(leave('nobody').code).to.equal(0);
      expect(
        ask(35, UnregisterClientRequestHeader, { clientID: 'c1', producerGroup: 'nobody' }).code,
      ).to.equal(0);
    });
  });

  describe('GET_CONSUMER_LIST_BY_GROUP', () => {
    it('fails for a group without members', () => {
      expect(makeClients().list('g')).to.include({ code: 1, remark: 'no consumer for this group, g' });
    });
  });

  describe('CHECK_CLIENT_CONFIG', () => {
    const check = (config: Partial<BrokerConfig>, settings: Partial<CheckedSubscription> | undefined) =>
      makeClients(config)
        .join('c1')
        .ask(
          46,
          EmptyHeader,
          {},
          encodeCheckClientRequestBody({
            clientId: 'c1',
            group: 'g',
            ...(settings && { subscriptionData: { ...subscription('t'), ...settings } }),
          }),
        );

    it('accepts what compiles, and tags unseen', () => {
      const sql = { expressionType: 'SQL92', subString: 'a > 5' } as const;
      expect([
        check({}, sql),
        check({}, { subString: '||' }),
        check({}, { expressionType: '' }),
        check({}, undefined),
      ]).to.satisfy((answers: RemotingCommand[]) => answers.every(({ code }) => code === 0));
    });

    it('refuses what does not compile', () => {
      const answer = check({}, { expressionType: 'SQL92', subString: 'a >>> ( 1' });
      expect(answer).to.have.property('code', 23);
      expect(answer.remark).to.not.equal(undefined);
    });

    it('refuses an unknown type of expression', () => {
      expect(check({}, { expressionType: 'REGEX', subString: 'a' })).to.have.property('code', 23);
    });

    it('refuses SQL where it is switched off', () => {
      const config = { enablePropertyFilter: false };
      expect([check(config, {}).code, check(config, { expressionType: '' }).code]).to.deep.equal([0, 0]);
      expect(check(config, { expressionType: 'SQL92', subString: 'a > 5' })).to.include({
        code: 1,
        remark: 'The broker does not support consumer to filter message by SQL92',
      });
    });
  });
});
