import { expect } from 'chai';
import { EndTransaction, type TransactionEnd } from '../../../src/broker/calls/end-transaction.js';

const end: TransactionEnd = {
  outcome: 'commit',
  topic: 'orders',
  producerGroup: 'shop',
  brokerName: 'broker-a',
  halfOffset: 7,
  commitLogOffset: 7000,
  messageId: 'id',
  isAnswer: true,
  reason: 'done',
};

describe('EndTransaction', () => {
  it('says how which transaction ended, and why', () => {
    const command = EndTransaction.encode(end);
    expect(command).to.include({ code: 37, remark: 'done', isOneway: false });
    expect(command.extFields).to.deep.equal({
      topic: 'orders',
      producerGroup: 'shop',
      tranStateTableOffset: '7',
      commitLogOffset: '7000',
      commitOrRollback: '8',
      fromTransactionCheck: 'true',
      msgId: 'id',
      transactionId: 'id',
      bname: 'broker-a',
    });
  });

  it('has a number for each end', () => {
    const numbers = (['commit', 'rollback', 'unknown'] as const).map(
      (outcome) => EndTransaction.encode({ ...end, outcome, isAnswer: false }).extFields,
    );
    expect(numbers.map((fields) => fields?.['commitOrRollback'])).to.deep.equal(['8', '12', '0']);
    expect(numbers.map((fields) => fields?.['fromTransactionCheck'])).to.deep.equal([
      'false',
      'false',
      'false',
    ]);
  });
});
