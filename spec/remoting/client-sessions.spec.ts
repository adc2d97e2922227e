import { expect } from 'chai';
import { RequestTimeoutError } from '../../src/errors/remoting-error.js';
import { ConnectFailedError, ConnectionLostError } from '../../src/errors/transport-error.js';
import { ClosedError } from '../../src/errors/usage-error.js';
import type { ConnectionHandler } from '../../src/remoting/connection-handler.js';
import type { RemotingClientSettings } from '../../src/remoting/remoting-client.js';
import { type ToyMessage, toyProtocol, type ToyRequest } from './toy-protocol.js';
import { answer, makeToyNetwork, observe } from './toy-network.js';

const protocol = { ...toyProtocol, isGoAway: ({ text }: ToyMessage) => text === 'go away' };

/** A server that says "go away" to the calls and connections that `leaving` names, and answers the rest when told to. */
function makeLeavingServer(settings: Partial<RemotingClientSettings<ToyRequest, ToyMessage>> = {}) {
  const toy = makeToyNetwork();
  const leaving = new Set<string>();
  const peers: string[] = [];
  const { asked, server } = toy.makeServer({
    onRequest: ({ kind, text }, peer) => {
      if (!peers.includes(peer.address)) peers.push(peer.address);
      if (kind !== 'call') return undefined;
      if (leaving.has(text) || leaving.has(peer.address)) return answer('go away');
      return text === 'silence' ? undefined : answer(text);
    },
  });
  const client = toy.makeClient({ protocol, ...settings });
  const texts = (): readonly string[] =>
    asked.map(({ message, peer }) => `${peers.indexOf(peer.address)}:${message.text}`);
  return { ...toy, asked, server, client, leaving, peers, texts };
}

describe('ClientSessions', () => {
  it('sends what was turned away once more, over a new connection', () => {
    const { client, clock, leaving, peers, texts, asked } = makeLeavingServer();
    observe(client.invoke({ text: 'before' }));
    clock.tick();
    leaving.add(peers[0]!);
    const goneAway = observe(client.goneAway$);
    const calls = ['one', 'two'].map((text) => observe(client.invoke({ text })));
    clock.tick(10);
    expect(calls.map(({ values }) => values.map(({ text }) => text))).to.deep.equal([['one'], ['two']]);
    expect(texts()).to.deep.equal(['0:before', '0:one', '0:two', '1:one', '1:two']);
    expect(
      asked.slice(3).map(({ message }) => message.id),
      'ids of the new connection',
    ).to.deep.equal([1, 2]);
    expect(goneAway.values.map(({ address }) => address)).to.deep.equal(['server:1000']);
    expect(client.state.name).to.equal('connected');
  });

  it('hands out the second refusal of the same call', () => {
    const { client, clock, leaving, texts } = makeLeavingServer();
    leaving.add('unwanted');
    const call = observe(client.invoke({ text: 'unwanted' }));
    clock.tick(10);
    expect(call.values.map(({ text }) => text)).to.deep.equal(['go away']);
    expect(texts()).to.deep.equal(['0:unwanted', '1:unwanted']);
  });

  it('does not dial for every call while the other side keeps saying so', () => {
    const { client, clock, leaving, peers } = makeLeavingServer();
    leaving.add('unwanted');
    for (let count = 0; count < 10; count += 1) {
      observe(client.invoke({ text: 'unwanted' }));
      clock.tick(100);
    }
    expect(peers).to.have.length(2);
    clock.tick(5000);
    observe(client.invoke({ text: 'unwanted' }));
    clock.tick(10);
    expect(peers).to.have.length(3);
  });

  it('lets what is on the old connection finish, then hangs up', () => {
    const { client, clock, leaving, asked, peers, server } = makeLeavingServer();
    const slow = observe(client.invoke({ text: 'silence' }));
    clock.tick();
    leaving.add(peers[0]!);
    observe(client.invoke({ text: 'turned away' }));
    clock.tick(500);
    expect(server.peers, 'both connections').to.have.length(2);
    expect([client.inFlight, client.metrics().inFlight]).to.deep.equal([1, 1]);
    const { message, peer } = asked[0]!;
    peer.reply(message, answer('at last'));
    clock.tick();
    expect(slow.values.map(({ text }) => text)).to.deep.equal(['at last']);
    clock.tick(200);
    expect(server.peers.map(({ address }) => address)).to.deep.equal([peers[1]]);
    expect(client.inFlight).to.equal(0);
  });

  it('fails what is left on the old connection, and nothing else, when that is lost', () => {
    const { client, clock, leaving, asked, peers } = makeLeavingServer();
    const lost = observe(client.invoke({ text: 'silence' }));
    clock.tick();
    leaving.add(peers[0]!);
    observe(client.invoke({ text: 'turned away' }));
    clock.tick(10);
    const kept = observe(client.invoke({ text: 'silence' }));
    clock.tick();
    asked[0]!.peer.close();
    clock.tick();
    expect(lost.failure).to.be.instanceOf(ConnectionLostError);
    expect(kept.failure).to.equal(undefined);
    expect(client.state.name).to.equal('connected');
  });

  it('answers a call of the other side on the old connection it came from', () => {
    const { client, clock, leaving, asked, peers } = makeLeavingServer();
    const requests = observe(client.requests$);
    observe(client.invoke({ text: 'silence' }));
    clock.tick();
    const asking = observe(asked[0]!.peer.invoke({ text: 'who are you?' }));
    clock.tick();
    leaving.add(peers[0]!);
    observe(client.invoke({ text: 'turned away' }));
    clock.tick(10);
    expect(client.reply(requests.values[0]!, answer('me'))).to.equal(true);
    clock.tick();
    expect(asking.values.map(({ text }) => text)).to.deep.equal(['me']);
  });

  it('keeps the deadline of the call', () => {
    const { client, clock, leaving, peers, texts } = makeLeavingServer();
    observe(client.invoke({ text: 'before' }));
    clock.tick();
    leaving.add(peers[0]!);
    const call = observe(client.invoke({ text: 'silence' }, { timeoutMs: 1000 }));
    clock.tick(990);
    expect([texts().at(-1), call.failure]).to.deep.equal(['1:silence', undefined]);
    clock.tick(110);
    expect(call.failure).to.be.instanceOf(RequestTimeoutError).with.property('timeoutMs', 1000);
  });

  it('errs when there is no new connection to be had', () => {
    const { client, clock, leaving, peers, server } = makeLeavingServer();
    observe(client.invoke({ text: 'before' }));
    clock.tick();
    leaving.add(peers[0]!);
    client.goneAway$.subscribe(() => void server.close());
    const call = observe(client.invoke({ text: 'turned away' }));
    clock.tick(10);
    expect(call.failure).to.be.instanceOf(ConnectFailedError);
  });

  it('frees a call whose subscriber leaves while it waits for the new connection', () => {
    const { client, clock, leaving, texts } = makeLeavingServer();
    leaving.add('unwanted');
    const call = observe(client.invoke({ text: 'unwanted' }));
    client.goneAway$.subscribe(() => clock.runtime.defer(() => call.subscription.unsubscribe()));
    clock.tick(10);
    expect(texts()).to.deep.equal(['0:unwanted']);
    expect([client.inFlight, client.state.name]).to.deep.equal([0, 'disconnected']);
  });

  it('passes the resent call through the handlers again', () => {
    const written: string[] = [];
    const handler: ConnectionHandler<ToyRequest, ToyMessage> = {
      name: 'stamp',
      onWrite: (request) => {
        written.push(request.text);
        return { ...request, text: `${request.text}!` };
      },
    };
    const { client, clock, leaving, peers, texts } = makeLeavingServer({ handlers: [handler] });
    observe(client.invoke({ text: 'before' }));
    clock.tick();
    leaving.add(peers[0]!);
    observe(client.invoke({ text: 'one' }));
    clock.tick(10);
    expect(written).to.deep.equal(['before', 'one', 'one']);
    expect(texts().slice(1)).to.deep.equal(['0:one!', '1:one!']);
  });

  it('closes old connections with the client', () => {
    const { client, clock, leaving, peers, server } = makeLeavingServer();
    const slow = observe(client.invoke({ text: 'silence' }));
    clock.tick();
    leaving.add(peers[0]!);
    observe(client.invoke({ text: 'turned away' }));
    clock.tick(10);
    const closing = observe(client.close());
    clock.tick(10);
    expect(slow.failure).to.be.instanceOf(ClosedError);
    expect(server.peers).to.deep.equal([]);
    expect(closing.complete).to.have.been.calledOnce;
    expect(clock.timers).to.equal(0);
  });

  it('counts the bytes of all connections', () => {
    const { client, clock, leaving, peers } = makeLeavingServer();
    observe(client.invoke({ text: 'before' }));
    clock.tick();
    const before = client.metrics();
    leaving.add(peers[0]!);
    observe(client.invoke({ text: 'turned away' }));
    clock.tick(500);
    const after = client.metrics();
    // Frame head of 9 bytes and the text, twice.
    expect(after.bytesWritten - before.bytesWritten).to.equal(2 * (9 + 11));
    expect(after).to.include({ requests: 2, successes: 2, failures: 0 });
  });

  it('takes such a reply for an answer with a protocol that knows none', () => {
    const { client, clock, leaving, texts } = makeLeavingServer({ protocol: toyProtocol });
    leaving.add('unwanted');
    const call = observe(client.invoke({ text: 'unwanted' }));
    clock.tick(10);
    expect(call.values.map(({ text }) => text)).to.deep.equal(['go away']);
    expect(texts()).to.deep.equal(['0:unwanted']);
  });
});
