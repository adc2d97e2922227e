import { expect } from 'chai';
import { ConsumerIds, Heartbeat, UnregisterClient } from '../../../src/broker/calls/group-membership.js';
import { BrokerInternalError } from '../../../src/errors/broker-error.js';
import {
  decodeHeartbeatData,
  encodeConsumerList,
  headerVersion,
  type HeartbeatData,
  RequestCode,
  ResponseCode,
} from '../../../src/protocol/index.js';
import { accept, refuse } from '../../support/stub-broker/stub-server.js';

const context = { address: 'b:1', requestCode: 34 };
const no = refuse(ResponseCode.SYSTEM_ERROR);

describe('Heartbeat', () => {
  const data: HeartbeatData = {
    clientID: 'me',
    producerDataSet: [{ groupName: 'p' }],
    consumerDataSet: [],
    heartbeatFingerprint: 0,
    withoutSub: false,
  };

  it('carries who we are in its body', () => {
    const command = Heartbeat.encode(data);
    expect(command.code).to.equal(RequestCode.HEART_BEAT);
    expect(decodeHeartbeatData(command.body!)).to.deep.equal(data);
  });

  it('gives the version of the broker', () => {
    expect(Heartbeat.decode(accept(), context)).to.equal(headerVersion);
  });

  it('throws when it is refused', () => {
    expect(() => Heartbeat.decode(no, context)).to.throw(BrokerInternalError);
  });
});

describe('UnregisterClient', () => {
  it('names the client and only the groups that are gone', () => {
    const command = UnregisterClient.encode({ clientId: 'me', consumerGroup: 'g' });
    expect(command.code).to.equal(RequestCode.UNREGISTER_CLIENT);
    expect(command.extFields).to.deep.equal({ clientID: 'me', consumerGroup: 'g' });
  });

  it('throws when it is refused', () => {
    expect(() => UnregisterClient.decode(no, context)).to.throw(BrokerInternalError);
  });
});

describe('ConsumerIds', () => {
  it('asks for the group', () => {
    const command = ConsumerIds.encode('g');
    expect(command.code).to.equal(RequestCode.GET_CONSUMER_LIST_BY_GROUP);
    expect(command.extFields).to.deep.equal({ consumerGroup: 'g' });
  });

  it('gives the ids as the broker has them', () => {
    const answer = accept(undefined, undefined, encodeConsumerList(['b', 'a', 'b']));
    expect(ConsumerIds.decode(answer, context)).to.deep.equal(['b', 'a', 'b']);
  });

  it('gives none for an answer without a body', () => {
    expect(ConsumerIds.decode(accept(), context)).to.deep.equal([]);
  });

  it('throws when the broker knows no member', () => {
    expect(() => ConsumerIds.decode(no, context)).to.throw(BrokerInternalError);
  });
});
