import { expect } from 'chai';
import { BrokerBusyError, BrokerError } from '../../src/errors/broker-error.js';

describe('BrokerError', () => {
  it('names address, code and remark in its message', () => {
    const error = new BrokerBusyError(2, 'SYSTEM_BUSY', true, {
      address: '10.0.0.1:10911',
      remark: '[REJECTREQUEST]system busy',
    });
    expect(error.message).to.equal('10.0.0.1:10911 answered SYSTEM_BUSY (2): [REJECTREQUEST]system busy');
  });

  it('does without address and remark', () => {
    const message = 'The server answered SYSTEM_BUSY (2)';
    expect(new BrokerBusyError(2, 'SYSTEM_BUSY', true).message).to.equal(message);
    expect(new BrokerBusyError(2, 'SYSTEM_BUSY', true, { remark: '' }).message).to.equal(message);
  });

  it('keeps code, name and remark as fields, and the remark out of the context', () => {
    const error: unknown = new BrokerBusyError(2, 'SYSTEM_BUSY', true, { remark: 'wait', topic: 'orders' });
    expect(error).to.be.instanceOf(BrokerError).and.include({
      responseCode: 2,
      responseName: 'SYSTEM_BUSY',
      remark: 'wait',
    });
    expect(error).to.have.property('context').that.deep.equals({ topic: 'orders' });
  });

  it('quotes the beginning of a long remark and keeps all of it', () => {
    const remark = 'x'.repeat(1_000_000);
    const error = new BrokerBusyError(2, 'SYSTEM_BUSY', true, { remark });
    expect(error.message).to.have.length.below(600).and.to.match(/x…$/);
    expect(error.remark).to.equal(remark);
  });
});
