import { expect } from 'chai';
import { map, Observable } from 'rxjs';
import { RequestTimeoutError } from '../../src/errors/remoting-error.js';
import { ConnectFailedError } from '../../src/errors/transport-error.js';
import { ClosedError, InvalidArgumentError } from '../../src/errors/usage-error.js';
import type { InvokeOptions } from '../../src/remoting/invoke-options.js';
import type { RemotingClientSettings } from '../../src/remoting/remoting-client.js';
import { diagnostics } from '../../src/runtime/diagnostics.js';
import { makeToyNetwork, observe, type ToyClient, answer } from './toy-network.js';
import { type ToyMessage, toyProtocol, type ToyRequest } from './toy-protocol.js';

const lengthOf = ({ text }: ToyMessage): number => text.length;

type Ask = (client: ToyClient, text: string, options?: InvokeOptions) => ReturnType<typeof observe<number>>;

/** Two ways to make the same call. */
const ways: Record<string, Ask> = {
  invoke: (client, text, options = {}) => observe(client.invoke({ text }, options, lengthOf)),
  begin: (client, text, options = {}) =>
    observe(new Observable((subscriber) => client.begin({ text }, options, lengthOf, subscriber))),
};

/** A server that repeats what it is asked, stays silent, or sends one away on the first connection. */
function makeClient(settings: Partial<RemotingClientSettings<ToyRequest, ToyMessage>> = {}) {
  const toy = makeToyNetwork();
  const peers = new Set<string>();
  const { server } = toy.makeServer({
    onRequest: ({ text }, { address }) => {
      peers.add(address);
      if (text === 'move' && peers.size === 1) return answer('go away');
      return text === 'silence' ? undefined : answer(text);
    },
  });
  const protocol = { ...toyProtocol, isGoAway: ({ text }: ToyMessage) => text === 'go away' };
  return { ...toy, server, client: toy.makeClient({ protocol, ...settings }) };
}

describe('ClientCalls', () => {
  for (const [way, ask] of Object.entries(ways))
    describe(`by ${way}`, () => {
      it('give what is read of the reply, once connected', () => {
        const { client, clock } = makeClient();
        const calls = ['one', 'three'].map((text) => ask(client, text));
        clock.tick(10);
        expect(calls.map(({ values, complete }) => [values, complete.callCount])).to.deep.equal([
          [[3], 1],
          [[5], 1],
        ]);
        expect(client.metrics()).to.include({ requests: 2, successes: 2, cancelled: 0 });
      });

      it('are given up by unsubscribing, while they wait for a reply or for a connection', () => {
        const { client, clock } = makeClient();
        const early = ask(client, 'one');
        early.subscription.unsubscribe();
        ask(client, 'two');
        clock.tick(10);
        const late = ask(client, 'silence');
        expect(client.inFlight).to.equal(1);
        late.subscription.unsubscribe();
        clock.tick(10);
        expect(client.inFlight).to.equal(0);
        expect(client.metrics()).to.include({ requests: 3, successes: 1, cancelled: 2 });
      });

      it('err when their time is up', () => {
        const { client, clock } = makeClient();
        const call = ask(client, 'silence', { timeoutMs: 500 });
        clock.tick(700);
        expect(call.failure).to.be.instanceOf(RequestTimeoutError);
        expect(client.inFlight).to.equal(0);
      });

      it('err with a timeout that is none, and after the close', () => {
        const { client } = makeClient();
        const wrong = ask(client, 'one', { timeoutMs: 0 });
        observe(client.close());
        const late = ask(client, 'one');
        expect(wrong.failure).to.be.instanceOf(InvalidArgumentError);
        expect(late.failure).to.be.instanceOf(ClosedError);
      });

      it('err with what reading the reply throws', () => {
        const { client, clock } = makeClient();
        const failing = (): never => {
          throw new Error('unreadable');
        };
        const call =
          way === 'invoke'
            ? observe(client.invoke({ text: 'one' }, {}, failing))
            : observe(new Observable((s) => client.begin({ text: 'one' }, {}, failing, s)));
        clock.tick(10);
        expect(call.failure?.message).to.equal('unreadable');
      });

      it('are sent again when the other side goes away', () => {
        const { client, clock } = makeClient();
        const moved = ask(client, 'move');
        clock.tick(10);
        expect(moved.values).to.deep.equal([4]);
      });

      it('stop waiting for another connection when they are given up', () => {
        const { client, clock } = makeClient();
        const call = ask(client, 'move');
        client.goneAway$.subscribe(() => clock.runtime.defer(() => call.subscription.unsubscribe()));
        clock.tick(10);
        expect([client.inFlight, client.state.name, call.values]).to.deep.equal([0, 'disconnected', []]);
      });

      it('err when there is no other connection to be had', () => {
        const { client, clock, server } = makeClient();
        client.goneAway$.subscribe(() => void server.close());
        const call = ask(client, 'move');
        clock.tick(10);
        expect(call.failure).to.be.instanceOf(ConnectFailedError);
        expect(client.state.name).to.equal('disconnected');
      });

      it('go through interceptors', () => {
        const { client, clock } = makeClient({
          interceptors: [
            (next) => (request, options, invocation) =>
              next({ ...request, text: `${request.text}!` }, options, invocation).pipe(
                map((reply) => ({ ...reply, text: `${reply.text}?` })),
              ),
          ],
        });
        const call = ask(client, 'one');
        const left = ask(client, 'silence');
        left.subscription.unsubscribe();
        clock.tick(10);
        expect(call.values).to.deep.equal([5]);
        expect(client.metrics()).to.include({ successes: 1, cancelled: 1 });
      });

      it('are told to who listens at the diagnostics channel', () => {
        const { client, clock } = makeClient();
        const told: unknown[] = [];
        const listen = (report: unknown): unknown => told.push((report as { outcome: string }).outcome);
        diagnostics.request.subscribe(listen);
        try {
          ask(client, 'one');
          ask(client, 'silence').subscription.unsubscribe();
          clock.tick(10);
        } finally {
          diagnostics.request.unsubscribe(listen);
        }
        expect(told).to.include.members(['answered', 'cancelled']);
      });
    });
});
