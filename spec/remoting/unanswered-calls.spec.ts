import { expect } from 'chai';
import sinon from 'sinon';
import { Pipeline } from '../../src/remoting/pipeline.js';
import { RequestReports } from '../../src/remoting/request-reports.js';
import { UnansweredCalls } from '../../src/remoting/unanswered-calls.js';
import { silentLogger } from '../../src/runtime/logger.js';
import { makeClock } from '../support/make-clock.js';
import { answer } from './toy-network.js';
import { type ToyMessage, toyProtocol, type ToyRequest } from './toy-protocol.js';

const call: ToyMessage = { kind: 'call', id: 7, text: 'question' };

function makeCalls() {
  const { runtime } = makeClock();
  const logger = { ...silentLogger, debug: sinon.spy(), warn: sinon.spy() };
  const write = sinon.stub();
  const calls = new UnansweredCalls<ToyRequest, ToyMessage>({
    address: 'peer:1',
    protocol: toyProtocol,
    pipeline: new Pipeline<ToyRequest, ToyMessage>([], logger),
    logger,
    reports: new RequestReports<ToyRequest, ToyMessage>({ protocol: toyProtocol, runtime }),
    write,
  });
  return { calls, logger, write };
}

describe('UnansweredCalls', () => {
  it('answer a call once, by its correlation id', () => {
    const { calls, write } = makeCalls();
    calls.add(call, undefined, 0);
    expect(calls.has(call)).to.equal(true);
    expect([calls.answer(call, answer('yes')), calls.answer(call, answer('no'))]).to.deep.equal([
      true,
      false,
    ]);
    expect(write).to.have.been.calledOnceWithExactly(answer('yes'), 7, undefined);
    expect(calls.has(call)).to.equal(false);
  });

  it('answer nothing that did not come here', () => {
    const { calls, logger, write } = makeCalls();
    expect(calls.answer({ ...call }, answer('yes'))).to.equal(false);
    expect(calls.reply({ ...call }, answer('yes'))).to.equal(false);
    expect(write).not.to.have.been.called;
    expect(logger.debug).to.have.been.calledOnceWith('A reply has no call to answer', { address: 'peer:1' });
  });

  it('let a call be answered again whose answer could not be written', () => {
    const { calls, logger, write } = makeCalls();
    calls.add(call, undefined, 0);
    write.onFirstCall().throws(new Error('full'));
    write.onSecondCall().throws(new Error('full'));
    expect(() => calls.answer(call, answer('yes'))).to.throw('full');
    expect(calls.reply(call, answer('yes'))).to.equal(false);
    expect(logger.warn).to.have.been.calledOnceWith('A reply could not be written', {
      address: 'peer:1',
      reason: 'Error: full',
    });
    expect(calls.reply(call, answer('yes'))).to.equal(true);
  });

  it('answer nothing any more when the link is gone', () => {
    const { calls, write } = makeCalls();
    calls.add(call, undefined, 0);
    calls.close();
    expect(calls.answer(call, answer('yes'))).to.equal(false);
    expect(write).not.to.have.been.called;
  });
});
