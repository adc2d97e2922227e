import { channel } from 'node:diagnostics_channel';
import { expect } from 'chai';
import { concatMap, firstValueFrom, retry, timer } from 'rxjs';
import sinon from 'sinon';
import { RequestTimeoutError } from '../../src/errors/remoting-error.js';
import type { Interceptor } from '../../src/remoting/interceptor.js';
import type { WireProtocol } from '../../src/remoting/wire-protocol.js';
import type { RequestDiagnostics } from '../../src/runtime/diagnostics.js';
import { answer, echo, makeToyNetwork, observe, type ToyClient } from './toy-network.js';
import { type ToyMessage, toyProtocol, type ToyRequest } from './toy-protocol.js';

/** The toy with codes: how long the text is. */
const protocol: WireProtocol<ToyRequest, ToyMessage> = { ...toyProtocol, code: ({ text }) => text.length };

const requests = channel('rx-rocketmq:request');
let reports: RequestDiagnostics[] = [];
const listen = (report: unknown): void => void reports.push(report as RequestDiagnostics);
const of = (role: 'client' | 'server') => reports.filter((report) => report.role === role);

/** A client that is connected to a server which answers what it is told to. */
function makeConnected(
  server: Parameters<ReturnType<typeof makeToyNetwork>['makeServer']>[0] = { onRequest: echo },
  client: Parameters<ReturnType<typeof makeToyNetwork>['makeClient']>[0] = {},
) {
  const toy = makeToyNetwork();
  const { asked } = toy.makeServer({ protocol, ...server });
  const asking: ToyClient = toy.makeClient({ protocol, options: { requestTimeoutMs: 500 }, ...client });
  observe(asking.invokeOneway({ kind: 'oneway', text: 'hello' }));
  toy.clock.flush();
  const { peer } = asked[0]!;
  asked.length = 0;
  reports = [];
  return { clock: toy.clock, client: asking, asked, peer };
}

describe('RequestReports', () => {
  beforeEach(() => {
    reports = [];
    requests.subscribe(listen);
  });

  afterEach(() => requests.unsubscribe(listen));

  it('tell of a call that was answered, at both of its ends', () => {
    const { client, clock, peer } = makeConnected();
    observe(client.invoke({ text: 'question' }));
    clock.flush();
    const end = { kind: 'call', requestCode: 8, durationMs: 0, outcome: 'answered', responseCode: 8 };
    expect(of('client')).to.deep.equal([{ address: 'server:1000', role: 'client', ...end }]);
    expect(of('server')).to.deep.equal([{ address: peer.address, role: 'server', ...end }]);
  });

  it('tell how long it took, at both of its ends', () => {
    const { client, clock, asked } = makeConnected({});
    observe(client.invoke({ text: 'question' }));
    clock.tick(40);
    asked[0]!.peer.reply(asked[0]!.message, answer('no'));
    clock.flush();
    const ends = reports.map(({ role, durationMs, responseCode }) => ({ role, durationMs, responseCode }));
    expect(ends).to.deep.equal([
      { role: 'server', durationMs: 40, responseCode: 2 },
      { role: 'client', durationMs: 40, responseCode: 2 },
    ]);
  });

  it('count the wait for a connection as part of the call', () => {
    const { clock, network, makeClient, makeServer } = makeToyNetwork();
    makeServer({ protocol, onRequest: echo });
    const client = makeClient({
      protocol,
      connector: (endpoint, framer) =>
        timer(70, clock.runtime.scheduler).pipe(concatMap(() => network.connector(endpoint, framer))),
    });
    observe(client.invoke({ text: 'question' }));
    clock.tick(70);
    expect(of('client').map(({ durationMs, outcome }) => [durationMs, outcome])).to.deep.equal([
      [70, 'answered'],
    ]);
  });

  it('tell of a call that failed, with its error', () => {
    const { client, clock } = makeConnected({});
    const asking = observe(client.invoke({ text: 'question' }));
    clock.tick(500);
    expect(asking.failure).to.be.instanceOf(RequestTimeoutError);
    expect(reports).to.deep.equal([
      {
        address: 'server:1000',
        role: 'client',
        kind: 'call',
        requestCode: 8,
        durationMs: 500,
        outcome: 'failed',
        error: asking.failure,
      },
    ]);
  });

  it('tell of a call that was refused before it began', async () => {
    const { client, clock } = makeConnected();
    await clock.until(client.close());
    const asking = observe(client.invoke({ text: 'question' }));
    expect(of('client').map(({ outcome, error }) => ({ outcome, error }))).to.deep.equal([
      { outcome: 'failed', error: asking.failure },
    ]);
  });

  it('tell the code of a reply of which an error was made', () => {
    const { client, clock } = makeConnected();
    const refusal = new Error('refused');
    const read = (): never => {
      throw refusal;
    };
    observe(client.invoke({ text: 'question' }, {}, read));
    clock.flush();
    expect(of('client')[0]).to.include({ outcome: 'failed', error: refusal, responseCode: 8 });
  });

  it('tell of a call that nobody waits for any more', () => {
    const { client, clock } = makeConnected({});
    const asking = observe(client.invoke({ text: 'question' }));
    clock.tick(30);
    asking.subscription.unsubscribe();
    expect(of('client')).to.deep.equal([
      {
        address: 'server:1000',
        role: 'client',
        kind: 'call',
        requestCode: 8,
        durationMs: 30,
        outcome: 'cancelled',
      },
    ]);
  });

  it('call an answer an answer when it was all that somebody wanted', async () => {
    const { client, clock } = makeConnected();
    await clock.until(firstValueFrom(client.invoke({ text: 'question' })));
    expect(of('client').map(({ outcome }) => outcome)).to.deep.equal(['answered']);
  });

  it('tell of a oneway, at both of its ends', () => {
    const { client, clock, peer } = makeConnected();
    observe(client.invokeOneway({ kind: 'oneway', text: 'by the way' }));
    clock.flush();
    const fact = { kind: 'oneway', requestCode: 10, durationMs: 0 };
    expect(reports).to.deep.equal([
      { address: 'server:1000', role: 'client', ...fact, outcome: 'written' },
      { address: peer.address, role: 'server', ...fact, outcome: 'received' },
    ]);
  });

  it('tell of what a server asks its peer', () => {
    const { client, clock, peer } = makeConnected();
    client.requests$.subscribe((message) => {
      if (message.kind === 'call') client.reply(message, answer('fine'));
    });
    observe(peer.invoke({ text: 'how?' }));
    observe(peer.invokeOneway({ kind: 'oneway', text: 'bye' }));
    clock.flush();
    const facts = reports.map(({ address, role, requestCode, outcome, responseCode }) =>
      [address, role, requestCode, outcome, responseCode].join(' '),
    );
    expect(facts.toSorted()).to.deep.equal([
      `${peer.address} client 3 written `,
      `${peer.address} client 4 answered 4`,
      'server:1000 server 3 received ',
      'server:1000 server 4 answered 4',
    ]);
  });

  it('tell of each request of a call that an interceptor repeats', () => {
    const again: Interceptor<ToyRequest, ToyMessage> = (next) => (request, options, invocation) =>
      next(request, options, invocation).pipe(retry(1));
    const { client, clock } = makeConnected({}, { interceptors: [again] });
    observe(client.invoke({ text: 'question' }, { timeoutMs: 200 }));
    clock.tick(400);
    expect(of('client').map(({ outcome }) => outcome)).to.deep.equal(['failed', 'failed']);
  });

  it('leave codes out that the protocol does not have', () => {
    const { clock, makeClient, makeServer } = makeToyNetwork();
    makeServer({ onRequest: echo });
    observe(makeClient().invoke({ text: 'question' }));
    clock.flush();
    expect(of('client')[0]).to.have.property('requestCode', undefined);
    expect(of('client')[0]).not.to.have.property('responseCode');
  });

  it('look at no request while nobody subscribes', () => {
    requests.unsubscribe(listen);
    const code = sinon.spy(() => 0);
    const { client, clock } = makeConnected(
      { onRequest: echo, protocol: { ...toyProtocol, code } },
      {
        protocol: { ...toyProtocol, code },
      },
    );
    const asking = observe(client.invoke({ text: 'question' }));
    observe(client.invokeOneway({ kind: 'oneway', text: 'by the way' }));
    clock.flush();
    expect(asking.complete).to.have.been.calledOnce;
    expect(code).not.to.have.been.called;
  });
});
