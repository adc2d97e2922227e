import { expect } from 'chai';
import sinon from 'sinon';
import { BrokerRequests } from '../../../src/broker/broker-requests.js';
import type { CheckRequest } from '../../../src/producer/transaction/check-request.js';
import { type CheckMember, CheckRouter } from '../../../src/producer/transaction/check-router.js';
import { decodeFrame } from '../../../src/protocol/frame-codec.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { silentLogger } from '../../../src/runtime/logger.js';
import { createVirtualClock } from '../../../src/testing/time/create-virtual-clock.js';
import { goldenFrames } from '../../protocol/support/golden.js';

const address = '10.0.0.1:10911';
const { CHECK_TRANSACTION_STATE } = RequestCode;

/** About a message of the group `TxGroup`. */
const question = decodeFrame(
  goldenFrames.find(({ header }) => header.code === CHECK_TRANSACTION_STATE)!.bytes,
);

class Member implements CheckMember {
  readonly canAnswer: boolean;
  readonly receive = sinon.spy();
  readonly ignore = sinon.spy();
  readonly #isOwn: boolean;

  constructor(canAnswer: boolean, isOwn = false) {
    this.canAnswer = canAnswer;
    this.#isOwn = isOwn;
  }

  knows(): boolean {
    return this.#isOwn;
  }
}

describe('CheckRouter', () => {
  const make = (members: readonly Member[], group = 'TxGroup') => {
    const logger = { ...silentLogger, warn: sinon.spy() };
    const { runtime } = createVirtualClock({ logger });
    const requests = new BrokerRequests(runtime);
    const serve = sinon.spy(requests, 'serve');
    const router = new CheckRouter(requests, () => 'broker-a', runtime);
    const [code, answer] = serve.firstCall.args;
    const leave = members.map((member) => router.join(group, member));
    const ask = () => answer(question, address);
    const received = (): number[] => members.map(({ receive }) => receive.callCount);
    return { code, ask, leave, received, logger };
  };

  it('serves the questions of brokers, and answers by another request', () => {
    const { code, ask } = make([]);
    expect([code, ask()]).to.deep.equal([CHECK_TRANSACTION_STATE, undefined]);
  });

  it('asks the members of the group in turn that can answer', () => {
    const { ask, received } = make([new Member(true), new Member(false), new Member(true)]);
    ask();
    ask();
    expect(received()).to.deep.equal([1, 0, 1]);
    ask();
    ask();
    expect(received()).to.deep.equal([2, 0, 2]);
  });

  it('asks who has run the transaction, before all others', () => {
    const owner = new Member(false, true);
    const { ask, received } = make([new Member(true), owner]);
    ask();
    ask();
    expect(received()).to.deep.equal([0, 2]);
    expect((owner.receive.firstCall.firstArg as CheckRequest).address).to.equal(address);
  });

  it('tells the members when none can answer', () => {
    const members = [new Member(false), new Member(false)];
    const { ask, received } = make(members);
    ask();
    expect(received()).to.deep.equal([0, 0]);
    expect(members.map(({ ignore }) => ignore.callCount)).to.deep.equal([1, 1]);
  });

  it('asks nobody who has left', () => {
    const { ask, leave, received, logger } = make([new Member(true), new Member(true)]);
    leave[0]?.();
    ask();
    ask();
    expect(received()).to.deep.equal([0, 2]);
    leave[1]?.();
    ask();
    expect(received()).to.deep.equal([0, 2]);
    expect(logger.warn).to.have.callCount(1);
  });

  it('asks nobody of another group, and writes that into the log', () => {
    const { ask, received, logger } = make([new Member(true)], 'another');
    ask();
    expect(received()).to.deep.equal([0]);
    expect(logger.warn.firstCall.args[1]).to.deep.equal({ address, group: 'TxGroup' });
  });
});
