import { expect } from 'chai';
import { of } from 'rxjs';
import sinon from 'sinon';
import { oneway } from '../../src/broker/broker-call.js';
import { type Caller, callsOf } from '../../src/broker/calls-of.js';
import { Single } from '../../src/internal/single.js';
import { commandCall, plainCommand } from '../../src/naming/server-call.js';
import { createRequest, EmptyHeader, RequestCode } from '../../src/protocol/index.js';

const Ring = commandCall((_bell: string) => createRequest(RequestCode.HEART_BEAT, EmptyHeader, {}));
const RingAll = plainCommand(RequestCode.HEART_BEAT);
const RingOneway = oneway(Ring);

function makeCaller() {
  const done = (): Single<undefined> =>
    new Single<undefined>((subscriber) => of(undefined).subscribe(subscriber));
  const caller = { call: sinon.spy(done), tell: sinon.spy(done) };
  return {
    ...caller,
    calls: callsOf({ ring: Ring, ringAll: RingAll, ringOneway: RingOneway }, caller as unknown as Caller),
  };
}

const options = { timeoutMs: 5 };

describe('callsOf', () => {
  it('makes methods of calls, with their input and options', () => {
    const { call, calls } = makeCaller();
    void calls.ring('door', options);
    expect(call.args).to.deep.equal([[Ring, 'door', options]]);
  });

  it('makes methods without input of calls that take none', () => {
    const { call, calls } = makeCaller();
    void calls.ringAll(options);
    expect(call.args).to.deep.equal([[RingAll, undefined, options]]);
  });

  it('makes methods of oneway calls, which nobody answers', () => {
    const { call, tell, calls } = makeCaller();
    void calls.ringOneway('door');
    expect(tell.args).to.deep.equal([[RingOneway, 'door', undefined]]);
    expect(call).to.have.callCount(0);
  });
});

describe('oneway', () => {
  it('marks the request, and changes nothing else', () => {
    const [asked, told] = [Ring.encode('door'), RingOneway.encode('door')];
    expect([asked.isOneway, told.isOneway, told.isResponse]).to.deep.equal([false, true, false]);
    expect(told.code).to.equal(asked.code);
  });
});
