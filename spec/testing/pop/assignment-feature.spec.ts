import { expect } from 'chai';
import {
  createRequest,
  decodeAssignments,
  decodeMessageRequestModes,
  EmptyHeader,
  encodeMessageRequestMode,
  encodeQueryAssignmentRequest,
  type MessageModelName,
  type MessageRequestModeSetting,
  type QueryAssignmentRequest,
  RequestCode,
  ResponseCode,
} from '../../../src/protocol/index.js';
import type { BrokerConfig } from '../../../src/testing/broker/broker-config.js';
import { createClientFeature } from '../../../src/testing/clients/client-feature.js';
import { createAssignmentFeature } from '../../../src/testing/pop/assignment-feature.js';
import { consumer, heartbeat } from '../clients/heartbeats.js';
import { makeServices } from '../support/make-services.js';
import { serveFeatures } from '../support/serve-features.js';

function makeAssignment(config: Partial<BrokerConfig> = {}, members: readonly string[] = ['c1', 'c2']) {
  const { clients, clock, services, state } = makeServices({ config });
  const feature = createAssignmentFeature(services, services.cluster);
  const { connect } = serveFeatures(clock, createClientFeature(services, clients), feature);
  state.topics.ensure('orders', 4);
  for (const member of members)
    connect().ask(
      RequestCode.HEART_BEAT,
      EmptyHeader,
      {},
      heartbeat(member, { consumerDataSet: [consumer('billing')] }),
    );
  const { send } = connect();
  const ask = (code: number, body?: Buffer) => send(createRequest(code, EmptyHeader, {}, body)).values[0]!;
  /** Mode and queue ids; undefined when the broker cannot tell. */
  const query = (clientId: string, changes: Partial<QueryAssignmentRequest> = {}) => {
    const messageModel: MessageModelName = 'CLUSTERING';
    const request = {
      topic: 'orders',
      consumerGroup: 'billing',
      clientId,
      strategyName: 'AVG',
      messageModel,
    };
    const { body } = ask(
      RequestCode.QUERY_ASSIGNMENT,
      encodeQueryAssignmentRequest({ ...request, ...changes }),
    );
    const assignments = decodeAssignments(body!);
    return assignments?.map(({ mode, queueId }) => `${mode} ${queueId}`);
  };
  const setMode = (changes: Partial<MessageRequestModeSetting> = {}) =>
    ask(
      RequestCode.SET_MESSAGE_REQUEST_MODE,
      encodeMessageRequestMode({
        topic: 'orders',
        consumerGroup: 'billing',
        mode: 'POP',
        popShareQueueNum: 0,
        ...changes,
      }),
    );
  return { ask, query, setMode, state };
}

describe('createAssignmentFeature', () => {
  describe('QUERY_ASSIGNMENT', () => {
    it('shares out queues by the strategy that is named', () => {
      const { query } = makeAssignment();
      expect(query('c1')).to.deep.equal(['PULL 0', 'PULL 1']);
      expect(query('c2')).to.deep.equal(['PULL 2', 'PULL 3']);
      expect(query('c2', { strategyName: 'AVG_BY_CIRCLE' })).to.deep.equal(['PULL 1', 'PULL 3']);
    });

    it('answers no list when it cannot tell', () => {
      const { query } = makeAssignment();
      expect(query('c1', { topic: 'nowhere' })).to.equal(undefined);
      expect(query('c1', { consumerGroup: 'shipping' })).to.equal(undefined);
      expect(query('c1', { strategyName: 'CONSISTENT_HASH' })).to.equal(undefined);
    });

    it('answers an empty list to who is not a member, unless the whole group pops everything', () => {
      const { query, setMode } = makeAssignment();
      expect(query('stranger')).to.deep.equal([]);
      setMode();
      expect(query('stranger')).to.deep.equal(['POP -1']);
    });

    it('gives every queue to everybody when broadcasting', () => {
      const { query } = makeAssignment();
      expect(query('c2', { messageModel: 'BROADCASTING' })).to.deep.equal([
        'PULL 0',
        'PULL 1',
        'PULL 2',
        'PULL 3',
      ]);
    });

    it('gives no queue of a topic that is not readable', () => {
      const { query, state } = makeAssignment();
      state.topics.ensure('mute', 2, 2);
      expect(query('c1', { topic: 'mute' })).to.deep.equal([]);
    });

    it('lets everybody pop all queues of the broker in one', () => {
      const { query, setMode } = makeAssignment();
      setMode();
      expect(query('c1')).to.deep.equal(['POP -1']);
      expect(query('c2')).to.deep.equal(['POP -1']);
    });

    it('lets members pop queues of those that follow', () => {
      const { query, setMode } = makeAssignment({}, ['c1', 'c2', 'c3', 'c4']);
      setMode({ popShareQueueNum: 1 });
      expect(query('c4')).to.deep.equal(['POP 3', 'POP 0']);
    });

    it('takes the mode of the configuration where nobody has said, but never for retry topics', () => {
      const { query, state } = makeAssignment({ defaultMessageRequestMode: 'POP' });
      state.topics.ensure('%RETRY%billing', 1);
      expect(query('c1')).to.deep.equal(['POP -1']);
      expect(query('c1', { topic: '%RETRY%billing' })).to.deep.equal(['PULL 0']);
    });
  });

  describe('SET_MESSAGE_REQUEST_MODE', () => {
    it('can be taken back, and is for one group only', () => {
      const { query, setMode } = makeAssignment();
      const { code, remark } = setMode({ consumerGroup: 'shipping' });
      expect([code, remark]).to.deep.equal([ResponseCode.SUCCESS, undefined]);
      expect(query('c1')).to.deep.equal(['PULL 0', 'PULL 1']);
      setMode();
      setMode({ mode: 'PULL' });
      expect(query('c1')).to.deep.equal(['PULL 0', 'PULL 1']);
    });

    it('refuses retry topics, and what is not there', () => {
      const { setMode } = makeAssignment({ autoCreateSubscriptionGroup: false });
      const refusals = [{ topic: '%RETRY%billing' }, { topic: 'nowhere' }, { consumerGroup: 'nobody' }].map(
        (changes) => setMode(changes),
      );
      expect(refusals.map(({ code, remark }) => [code, remark])).to.deep.equal([
        [ResponseCode.NO_PERMISSION, 'retry topic is not allowed to set mode'],
        [ResponseCode.TOPIC_NOT_EXIST, 'topic[nowhere] not exist'],
        [ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, 'subscription group does not exist'],
      ]);
    });
  });

  describe('GET_ALL_MESSAGE_REQUEST_MODE', () => {
    it('tells what was set', () => {
      const { ask, setMode } = makeAssignment();
      setMode({ popShareQueueNum: 3 });
      setMode({ consumerGroup: 'shipping', mode: 'PULL' });
      const { body } = ask(RequestCode.GET_ALL_MESSAGE_REQUEST_MODE);
      expect(decodeMessageRequestModes(body!)).to.deep.equal([
        { topic: 'orders', consumerGroup: 'billing', mode: 'POP', popShareQueueNum: 3 },
        { topic: 'orders', consumerGroup: 'shipping', mode: 'PULL', popShareQueueNum: 0 },
      ]);
    });
  });
});
