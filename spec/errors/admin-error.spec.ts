import { expect } from 'chai';
import { AdminFailedError, GroupNotFoundError, type ServerOutcome } from '../../src/errors/admin-error.js';
import { ConnectFailedError } from '../../src/errors/transport-error.js';

const lost = new ConnectFailedError('b:1', 'refused');
const done: ServerOutcome = { address: 'a:1', brokerName: 'broker-a', value: 7, error: undefined };
const failed: ServerOutcome = { address: 'b:1', brokerName: undefined, value: undefined, error: lost };

describe('AdminFailedError', () => {
  it('says what failed where, and why', () => {
    const error = new AdminFailedError('delete topic orders', [done, failed]);
    expect(error).to.include({
      message: 'Cannot delete topic orders on 1 of 2 servers (b:1): Cannot connect to b:1: refused',
      operation: 'delete topic orders',
      cause: lost,
    });
    expect(error.outcomes).to.deep.equal([done, failed]);
  });

  it('is retriable when every failure is', () => {
    const refused = { ...done, error: new Error('no') };
    expect(new AdminFailedError('ask', [done, failed]).retriable).to.equal(true);
    expect(new AdminFailedError('ask', [refused, failed]).retriable).to.equal(false);
  });

  it('tells the outcomes in JSON, without what was answered', () => {
    expect(new AdminFailedError('ask', [done, failed]).toJSON()['outcomes']).to.deep.equal([
      { address: 'a:1', brokerName: 'broker-a' },
      { address: 'b:1', error: lost.toJSON() },
    ]);
  });
});

describe('GroupNotFoundError', () => {
  it('names the group in message and context', () => {
    const error = new GroupNotFoundError('billing', 'no broker has it');
    expect(error.message).to.equal('Cannot find group billing: no broker has it');
    expect(error.context).to.deep.equal({ group: 'billing' });
  });
});
