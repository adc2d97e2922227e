import { expect } from 'chai';
import {
  decodeConsumerConnection,
  decodeProducerConnection,
  decodeProducerTableInfo,
  GetConsumerConnectionListRequestHeader,
  GetProducerConnectionListRequestHeader,
  RequestCode,
} from '../../../src/protocol/index.js';
import { refusalOf } from '../support/ask.js';
import { administer, subscriptionTo } from './administer.js';

const connection = {
  clientId: '10.0.0.9@1',
  clientAddr: '127.0.0.1:50000',
  language: 'GO',
  version: 441,
};

describe('createConnectionRequests', () => {
  it('tell the members of a consumer group and what they want', () => {
    const { ask, consume } = administer();
    const members = () =>
      ask(RequestCode.GET_CONSUMER_CONNECTION_LIST, GetConsumerConnectionListRequestHeader, {
        consumerGroup: 'g',
      });
    expect(refusalOf(members)).to.deep.equal({ code: 206, remark: 'the consumer group[g] not online' });
    consume('g', 'orders');
    expect(decodeConsumerConnection(members().body!)).to.deep.equal({
      connectionSet: [connection],
      subscriptionTable: { orders: subscriptionTo('orders') },
      consumeType: 'CONSUME_PASSIVELY',
      messageModel: 'CLUSTERING',
      consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
    });
  });

  it('tell the members of a producer group', () => {
    const { ask, produce } = administer();
    const members = () =>
      ask(RequestCode.GET_PRODUCER_CONNECTION_LIST, GetProducerConnectionListRequestHeader, {
        producerGroup: 'p',
      });
    expect(refusalOf(members)).to.deep.equal({ code: 1, remark: 'the producer group[p] not exist' });
    produce('p');
    expect(decodeProducerConnection(members().body!)).to.deep.equal([connection]);
  });

  it('tell the members of all producer groups', () => {
    const { askPlainly, clock, produce } = administer();
    clock.tick(7);
    produce('p');
    produce('q');
    const { clientAddr, ...info } = connection;
    const told = [{ ...info, remoteIP: `/${clientAddr}`, lastUpdateTimestamp: 7 }];
    expect(decodeProducerTableInfo(askPlainly(RequestCode.GET_ALL_PRODUCER_INFO).body!)).to.deep.equal({
      p: told,
      q: told,
    });
  });
});
