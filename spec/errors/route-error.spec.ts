import { expect } from 'chai';
import {
  NameServersUnreachableError,
  NoAvailableBrokerError,
  TopicNotFoundError,
} from '../../src/errors/route-error.js';
import { ConnectFailedError, ConnectTimeoutError } from '../../src/errors/transport-error.js';

describe('NameServersUnreachableError', () => {
  const first = { address: 'ns1:9876', error: new ConnectFailedError('ns1:9876', 'refused') };
  const second = { address: 'ns2:9876', error: new ConnectTimeoutError('ns2:9876', 3000) };

  it('names all servers and has the last failure as its cause', () => {
    const error = new NameServersUnreachableError([first, second]);
    expect(error.message).to.equal('No name server answered: ns1:9876, ns2:9876');
    expect(error.cause).to.equal(second.error);
    expect(error.attempts).to.deep.equal([first, second]);
  });

  it('describes the failures of the attempts in JSON', () => {
    const json = new NameServersUnreachableError([first]).toJSON();
    expect(json['attempts']).to.deep.equal([{ address: 'ns1:9876', error: first.error.toJSON() }]);
  });
});

describe('TopicNotFoundError', () => {
  it('names the topic in message and context', () => {
    const error = new TopicNotFoundError('orders', { group: 'billing' });
    expect(error.message).to.equal('No route for topic orders');
    expect(error.context).to.deep.equal({ topic: 'orders', group: 'billing' });
  });
});

describe('NoAvailableBrokerError', () => {
  it('says what no broker can do', () => {
    const error = new NoAvailableBrokerError('send to topic orders', { topic: 'orders' });
    expect(error).to.include({
      message: 'No broker is available to send to topic orders',
      purpose: 'send to topic orders',
      retriable: true,
    });
  });
});
