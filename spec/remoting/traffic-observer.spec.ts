import { expect } from 'chai';
import sinon from 'sinon';
import { ConnectionLostError } from '../../src/errors/transport-error.js';
import type { Interceptor } from '../../src/remoting/interceptor.js';
import { echo, makeToyNetwork, observe, type ToyPeer } from './toy-network.js';
import type { ToyMessage, ToyRequest } from './toy-protocol.js';

const refusal = new Error('the answer is no');
const refuse = (): never => {
  throw refusal;
};

/** A client whose calls are watched, and a server that answers all but silence. */
function makeWatched(interceptors: readonly Interceptor<ToyRequest, ToyMessage>[] = []) {
  const toy = makeToyNetwork();
  const peers: ToyPeer[] = [];
  toy.makeServer({
    onRequest: (message, peer) => {
      peers.push(peer);
      return message.text === 'silence' ? undefined : echo(message);
    },
  });
  const client = toy.makeClient({ interceptors });
  const observer = { answered: sinon.spy(), refused: sinon.spy(), failed: sinon.spy() };
  client.watch(observer);
  return { ...toy, client, observer, peers };
}

describe('TrafficObserver', () => {
  it('hears of answers before the caller does', () => {
    const { client, clock, observer } = makeWatched();
    let heardBefore = false;
    client.invoke({ text: 'hi' }).subscribe(() => (heardBefore = observer.answered.called));
    observe(client.invoke({ text: 'hi' }, { parked: true }));
    clock.tick();
    expect(heardBefore).to.equal(true);
    expect(observer.answered.args.map(([, parked]) => parked as boolean)).to.deep.equal([false, true]);
    expect(observer.failed).not.to.have.been.called;
  });

  it('hears what the reader of an answer makes of it', () => {
    const { client, clock, observer } = makeWatched();
    observe(client.invoke({ text: 'hi' }, {}, refuse));
    clock.tick();
    expect(observer.refused.args.map(([error]) => error as Error)).to.deep.equal([refusal]);
    expect(observer.answered).not.to.have.been.called;
  });

  it('hears it behind interceptors too, after the answer', () => {
    const { client, clock, observer } = makeWatched([(next) => next]);
    const call = observe(client.invoke({ text: 'hi' }, {}, refuse));
    clock.tick();
    expect(call.failure).to.equal(refusal);
    expect(observer.failed).to.have.been.calledOnceWithExactly(refusal);
    expect(observer.answered).to.have.been.calledBefore(observer.failed);
  });

  it('hears one error for all calls that a lost connection ends', () => {
    const { client, clock, observer, peers } = makeWatched();
    for (let count = 0; count < 3; count += 1) observe(client.invoke({ text: 'silence' }));
    clock.tick();
    peers[0]!.close();
    clock.tick();
    const errors = new Set(observer.failed.args.map(([error]) => error as Error));
    expect([observer.failed.callCount, errors.size]).to.deep.equal([3, 1]);
    expect([...errors][0]).to.be.instanceOf(ConnectionLostError);
  });

  it('can be taken away', () => {
    const { client, clock, observer } = makeWatched();
    client.watch(undefined);
    observe(client.invoke({ text: 'hi' }));
    clock.tick();
    expect(observer.answered).not.to.have.been.called;
  });
});
