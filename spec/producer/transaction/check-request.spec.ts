import { expect } from 'chai';
import { EndTransaction } from '../../../src/broker/calls/end-transaction.js';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import { CheckRequest } from '../../../src/producer/transaction/check-request.js';
import { decodeFrame } from '../../../src/protocol/frame-codec.js';
import { CheckTransactionStateRequestHeader } from '../../../src/protocol/headers/check-transaction-state.js';
import { createOneway } from '../../../src/protocol/remoting-command.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { goldenFrames } from '../../protocol/support/golden.js';

const { CHECK_TRANSACTION_STATE, END_TRANSACTION } = RequestCode;
const address = '10.0.0.1:10911';

/** `5.3.3/transaction` of `5.3.3/transaction#12`. */
const setOf = (name: string): string => name.slice(0, name.indexOf('#'));

const questions = goldenFrames.filter(({ header }) => header.code === CHECK_TRANSACTION_STATE);

describe('CheckRequest', () => {
  it('has recorded questions to be tested with', () => {
    expect(questions.length).to.be.at.least(4);
  });

  for (const question of questions) {
    const { extFields } = question.header;

    it(`is answered as the Java client answered ${question.name}`, () => {
      const check = new CheckRequest(decodeFrame(question.bytes), address, () => 'of the route');
      const answer = EndTransaction.encode(check.answer('commit', undefined));
      const javas = goldenFrames.find(
        ({ name, header }) =>
          setOf(name) === setOf(question.name) &&
          header.code === END_TRANSACTION &&
          header.extFields?.['fromTransactionCheck'] === 'true' &&
          header.extFields['commitLogOffset'] === extFields?.['commitLogOffset'],
      );
      expect(answer.extFields).to.deep.equal({
        ...javas?.header.extFields,
        // Java repeats the topic of half messages, to which nobody may publish.
        topic: 'TxTopic',
        // Brokers before 5.0 do not name themselves.
        bname: extFields?.['bname'] ?? 'of the route',
      });
    });
  }

  it('is refused without a message', () => {
    const empty = createOneway(CHECK_TRANSACTION_STATE, CheckTransactionStateRequestHeader, {
      tranStateTableOffset: 1,
      commitLogOffset: 2,
    });
    expect(() => new CheckRequest(empty, address, () => undefined)).to.throw(DecodeError, /check/);
  });
});
