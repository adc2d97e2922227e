import { expect } from 'chai';
import sinon from 'sinon';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { selectionOf } from '../../src/producer/queue-selector.js';
import { selectByHash } from '../../src/producer/select-by-hash.js';

const queues = ['a', 'b'].flatMap((brokerName) =>
  [0, 1].map((queueId) => ({ topic: 't', brokerName, queueId })),
);
const message = { topic: 't', body: 'b' };

describe('selectionOf', () => {
  it('finds the queue that a message names, in the present route', () => {
    const select = selectionOf({ ...message, queue: { brokerName: 'b', queueId: 1 } }, selectByHash);
    expect(select?.(queues)).to.equal(queues[3]);
  });

  it('refuses a queue that cannot be written', () => {
    const select = selectionOf({ ...message, queue: { brokerName: 'c', queueId: 0 } }, selectByHash);
    expect(() => select?.(queues)).to.throw(
      InvalidArgumentError,
      'queue must be one of the 4 queues that can be written, unlike c@0',
    );
  });

  it('asks the selector of the producer, which may leave the choice', () => {
    const selector = sinon.stub().onFirstCall().returns(queues[2]).onSecondCall().returns(undefined);
    const select = selectionOf(message, selector);
    expect([select?.(queues), select?.(queues)]).to.deep.equal([queues[2], undefined]);
    expect(selector).to.have.always.been.calledWith(queues, message);
  });

  it('refuses what a selector makes up', () => {
    const select = selectionOf(message, () => ({ topic: 't', brokerName: 'a', queueId: 9 }));
    expect(() => select?.(queues)).to.throw(InvalidArgumentError, 'queueSelector must be one of the 4');
  });

  it('does not ask the default selector about messages without an order key', () => {
    expect(selectionOf(message, selectByHash)).to.equal(undefined);
    expect(selectionOf({ ...message, orderKey: 'k' }, selectByHash)).to.be.a('function');
  });
});
