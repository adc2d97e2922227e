import { expect } from 'chai';
import { QueryConsumerOffset, UpdateConsumerOffset } from '../../../src/broker/calls/consumer-offset.js';
import { BrokerInternalError } from '../../../src/errors/broker-error.js';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import {
  createResponse,
  QueryConsumerOffsetResponseHeader,
  RequestCode,
  ResponseCode,
} from '../../../src/protocol/index.js';
import { accept, refuse } from '../../support/stub-broker/stub-server.js';

const queue = { group: 'g', topic: 't', brokerName: 'b', queueId: 3 };
const context = { address: 'b:1', requestCode: 14 };

describe('QueryConsumerOffset', () => {
  it('asks for the group, and never for a zero in place of none', () => {
    const command = QueryConsumerOffset.encode(queue);
    expect(command.code).to.equal(RequestCode.QUERY_CONSUMER_OFFSET);
    expect(command.extFields).to.deep.equal({
      consumerGroup: 'g',
      topic: 't',
      queueId: '3',
      setZeroIfNotFound: 'false',
      bname: 'b',
    });
  });

  it('gives the offset, also when it is 0', () => {
    const answer = accept(QueryConsumerOffsetResponseHeader, { offset: 0 });
    expect(QueryConsumerOffset.decode(answer, context)).to.equal(0);
  });

  it('gives undefined when there is none', () => {
    expect(QueryConsumerOffset.decode(refuse(ResponseCode.QUERY_NOT_FOUND), context)).to.equal(undefined);
  });

  it('throws when the broker could not tell', () => {
    const answer = refuse(ResponseCode.SYSTEM_ERROR);
    expect(() => QueryConsumerOffset.decode(answer, context)).to.throw(BrokerInternalError);
  });

  it('throws when a success has no offset', () => {
    expect(() => QueryConsumerOffset.decode(createResponse(ResponseCode.SUCCESS), context)).to.throw(
      DecodeError,
      'offset',
    );
  });
});

describe('UpdateConsumerOffset', () => {
  it('is a call, not a oneway, that names the offset', () => {
    const command = UpdateConsumerOffset.encode({ ...queue, offset: 77 });
    expect([command.code, command.isOneway]).to.deep.equal([RequestCode.UPDATE_CONSUMER_OFFSET, false]);
    expect(command.extFields).to.deep.equal({
      consumerGroup: 'g',
      topic: 't',
      queueId: '3',
      commitOffset: '77',
      bname: 'b',
    });
  });

  it('throws unless the broker stored it', () => {
    expect(() => UpdateConsumerOffset.decode(accept(), context)).not.to.throw();
    expect(() => UpdateConsumerOffset.decode(refuse(ResponseCode.SYSTEM_ERROR), context)).to.throw(
      BrokerInternalError,
    );
  });
});
