import { expect } from 'chai';
import { CommitFailedError, PullFailedError } from '../../src/errors/consumer-error.js';

describe('PullFailedError', () => {
  it('names the queue and says whether another pull may do', () => {
    const error = new PullFailedError('orders@broker-a@3', false, { group: 'billing' });
    expect(error).to.include({ message: 'Cannot pull from orders@broker-a@3', retriable: false });
    expect(error.context).to.deep.equal({ group: 'billing', queue: 'orders@broker-a@3' });
  });
});

describe('CommitFailedError', () => {
  it('names offset and queue, and is retriable', () => {
    const error = new CommitFailedError('orders@broker-a@3', 42);
    expect(error).to.include({
      message: 'Cannot commit offset 42 of orders@broker-a@3',
      offset: 42,
      retriable: true,
    });
    expect(error.context).to.deep.equal({ queue: 'orders@broker-a@3' });
  });
});
