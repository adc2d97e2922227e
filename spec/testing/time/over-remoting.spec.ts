import { expect } from 'chai';
import { catchError, defer, firstValueFrom, from, map, of, timer } from 'rxjs';
import { RequestTimeoutError } from '../../../src/errors/remoting-error.js';
import type { Single } from '../../../src/internal/single.js';
import { answer, echo, makeToyNetwork, type ToyClient } from '../../remoting/toy-network.js';
import type { ToyMessage } from '../../remoting/toy-protocol.js';

type ToyNetwork = ReturnType<typeof makeToyNetwork>;

const textOf = (reply$: Single<ToyMessage>): Promise<string> =>
  firstValueFrom(reply$.pipe(map(({ text }) => text)));

/** Sleeps in virtual time, as a handler with promises would. */
const sleep = ({ clock }: ToyNetwork, ms: number): Promise<unknown> =>
  firstValueFrom(timer(ms, clock.runtime.scheduler));

/** A server whose handler is a chain of promises with sleeps between them. */
function serveSlowly(toy: ToyNetwork, ms: number): void {
  const work = async (text: string): Promise<string> => {
    await sleep(toy, ms / 2);
    const half = await Promise.resolve(text.toUpperCase());
    await sleep(toy, ms / 2);
    return half;
  };
  toy.makeServer({ onRequest: ({ text }) => defer(() => from(work(text))).pipe(map(answer)) });
}

function watchStates(toy: ToyNetwork, client: ToyClient): string[] {
  const states: string[] = [];
  client.state$.subscribe(({ name }) => states.push(`${toy.clock.now} ${name}`));
  return states;
}

describe('VirtualClock over a RemotingClient and a RemotingServer', () => {
  it('carries a request there and back without any time', async () => {
    const toy = makeToyNetwork();
    toy.makeServer({ onRequest: echo });
    expect(await toy.clock.until(textOf(toy.makeClient().invoke({ text: 'hi' })))).to.equal('hi');
    expect(toy.clock.now).to.equal(0);
  });

  it('waits for handlers with promises, by the virtual millisecond', async () => {
    const toy = makeToyNetwork();
    serveSlowly(toy, 600_000);
    const asking = textOf(toy.makeClient().invoke({ text: 'hi' }, { timeoutMs: 900_000 }));
    expect(await toy.clock.until(asking)).to.equal('HI');
    expect(toy.clock.now).to.equal(600_000);
  });

  it('serves many at once, in the same order each time', async () => {
    const course = async (): Promise<readonly string[]> => {
      const toy = makeToyNetwork();
      const log: string[] = [];
      toy.makeServer({
        onRequest: ({ text }) =>
          defer(() => from(sleep(toy, Number(text) % 7))).pipe(map(() => answer(text))),
      });
      const client = toy.makeClient();
      for (let index = 0; index < 50; index++)
        client
          .invoke({ text: `${index * 31}` })
          .subscribe(({ text }) => log.push(`${toy.clock.now} ${text}`));
      await toy.clock.advance(10);
      return log;
    };
    const first = await course();
    expect(first).to.have.lengthOf(50);
    expect(await course()).to.deep.equal(first);
  });

  it('times a request out that nobody answers', async () => {
    const toy = makeToyNetwork();
    toy.makeServer();
    const failure = await toy.clock.until(
      firstValueFrom(
        toy
          .makeClient()
          .invoke({ text: 'anybody?' }, { timeoutMs: 3000 })
          .pipe(catchError((error: unknown) => of(error))),
      ),
    );
    expect(failure).to.be.an.instanceof(RequestTimeoutError);
    // The sweep that looks for overdue requests is that coarse.
    expect(toy.clock.now).to.be.within(3000, 3100);
  });

  it('dials again with growing pauses until there is a server', async () => {
    const toy = makeToyNetwork();
    const client = toy.makeClient();
    const states = watchStates(toy, client);
    const asking = textOf(client.invoke({ text: 'hi' }, { timeoutMs: 60_000, waitForConnection: true }));
    await toy.clock.advance(2000);
    toy.makeServer({ onRequest: echo });
    expect(await toy.clock.until(asking)).to.equal('hi');
    const dials = states
      .filter((state) => state.endsWith(' connecting'))
      .map((state) => Number.parseInt(state));
    expect(dials).to.deep.equal([0, 50, 150, 350, 750, 1550, 3150]);
    expect(states.at(-1)).to.equal('3150 connected');
  });

  it('lets a client that is idle live for days, and leaves no timer behind', async () => {
    const toy = makeToyNetwork();
    const { server } = toy.makeServer({ onRequest: echo });
    const client = toy.makeClient();
    await toy.clock.until(textOf(client.invoke({ text: 'hi' })));
    await toy.clock.advance(3 * 24 * 3_600_000);
    expect(await toy.clock.until(textOf(client.invoke({ text: 'still there?' })))).to.equal('still there?');
    await toy.clock.until(client.close());
    await toy.clock.until(server.close());
    await toy.clock.settle();
    expect(toy.clock.timers).to.equal(0);
  });
});
