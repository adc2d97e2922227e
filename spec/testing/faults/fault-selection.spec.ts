import { expect } from 'chai';
import fc from 'fast-check';
import { createResponse, type RemotingCommand } from '../../../src/protocol/remoting-command.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import type { FaultContext, FaultOptions } from '../../../src/testing/faults/fault-options.js';
import { observe } from '../../remoting/toy-network.js';
import { brokerA, brokerB, echo, makeFaultyNetwork, oneway, request, textOf } from './faulty-network.js';

const send = RequestCode.SEND_MESSAGE_V2;
const pull = RequestCode.PULL_MESSAGE;
const notify = RequestCode.NOTIFY_CONSUMER_IDS_CHANGED;

/** What a server sees of ten requests, `0` to `9`, under a drop with these options. */
function served(options: FaultOptions, seed = 7): string {
  const { ask, faults, makeClient, served: seen } = makeFaultyNetwork({ seed });
  const client = makeClient();
  faults.drop(options);
  for (let count = 0; count < 10; count++) ask(client, count % 2 === 0 ? send : pull, `${count}`);
  return seen.join('');
}

describe('faults strike', () => {
  it('every command of their direction unless told otherwise', () => {
    expect(served({})).to.equal('');
  });

  it('one code, or several', () => {
    expect(served({ code: send })).to.equal('13579');
    expect(served({ code: [send, pull] })).to.equal('');
    expect(served({ code: [send, RequestCode.HEART_BEAT] })).to.equal('13579');
  });

  it('after the first so many, and so many times', () => {
    expect(served({ skip: 3 })).to.equal('012');
    expect(served({ times: 2 })).to.equal('23456789');
    expect(served({ code: pull, skip: 1, times: 2 })).to.equal('01246789');
  });

  it('with a probability, the same for the same seed', () => {
    const seen = [1, 2, 3, 4].map((seed) => served({ probability: 0.5 }, seed));
    expect([1, 2, 3, 4].map((seed) => served({ probability: 0.5 }, seed))).to.deep.equal(seen);
    expect(new Set(seen).size).to.be.above(1);
    expect([served({ probability: 0 }), served({ probability: 1 })]).to.deep.equal(['0123456789', '']);
  });

  it('about as often as the probability says', () => {
    const { clock, faults, makeClient, served: seen, tell } = makeFaultyNetwork();
    const client = makeClient();
    const fault = faults.drop({ probability: 0.2 });
    tell(client, send);
    for (let count = 1; count < 1000; count++) client.invokeOneway(oneway(send)).subscribe();
    clock.tick();
    expect(fault.hits).to.be.within(150, 250);
    expect(fault.hits + seen.length).to.equal(1000);
  });

  it('where a predicate says so, which sees the command and where it was met', () => {
    const { ask, faults, makeClient, server } = makeFaultyNetwork();
    const client = makeClient();
    const seen: [string, FaultContext][] = [];
    faults.drop({
      direction: 'response',
      when: (command, context) => {
        seen.push([textOf(command), context]);
        return context.request !== undefined && textOf(context.request) === 'b';
      },
    });
    expect([ask(client, send, 'a'), ask(client, send, 'b')].map(({ outcome }) => outcome)).to.deep.equal([
      '0 echo:a',
      'pending',
    ]);
    const { request: asked, ...context } = seen[0]![1];
    expect([seen[0]![0], textOf(asked!), context]).to.deep.equal([
      'echo:a',
      'a',
      {
        direction: 'response',
        startedBy: 'client',
        server: 'broker-a',
        peer: server.peers[0]!.address,
        requestCode: send,
      },
    ]);
  });

  it('only where everything fits before the predicate is asked', () => {
    const texts: string[] = [];
    const when = (command: RemotingCommand): boolean => texts.push(textOf(command)) > 0;
    expect(served({ code: send, when })).to.equal('13579');
    expect(texts.join('')).to.equal('02468');
  });

  it('nothing when their predicate throws, and the test hears of it', () => {
    const { clock, faults, makeClient, served: seen } = makeFaultyNetwork();
    faults.drop({
      when: () => {
        throw new Error('a defect of the test');
      },
    });
    observe(makeClient().invoke(request(send, 'a')));
    expect(() => clock.tick()).to.throw('a defect of the test');
    clock.tick();
    expect(seen).to.deep.equal(['a']);
  });

  it('one server, by name or address', () => {
    for (const at of ['broker-b', 'broker:10921']) {
      const { ask, faults, makeClient, makeServer } = makeFaultyNetwork();
      makeServer('broker-b', brokerB);
      faults.drop({ at });
      const [a, b] = [makeClient(brokerA), makeClient(brokerB)];
      expect([ask(a, send, '1').outcome, ask(b, send, '2').outcome]).to.deep.equal(['0 echo:1', 'pending']);
    }
  });

  it('one connection', () => {
    const { ask, faults, makeClient, server } = makeFaultyNetwork();
    const [first, second] = [makeClient(), makeClient()];
    ask(first, send);
    ask(second, send);
    const fault = faults.pause({ peer: server.peers[1]!.address });
    expect([ask(first, send, '1').outcome, ask(second, send, '2').outcome]).to.deep.equal([
      '0 echo:1',
      'pending',
    ]);
    expect(fault.hits).to.equal(1);
  });

  it('what one side began', () => {
    const { ask, clock, faults, makeClient, server } = makeFaultyNetwork();
    const client = makeClient();
    client.requests$.subscribe((asked) => client.reply(asked, createResponse(0)));
    ask(client, send);
    faults.drop({ direction: 'response', startedBy: 'client' });
    const fromServer = observe(server.peers[0]!.invoke(request(notify)));
    const fromClient = ask(client, send);
    clock.tick();
    expect([fromServer.values.length, fromClient.outcome]).to.deep.equal([1, 'pending']);
  });

  it('an answer by the request of its own side, where both sides use one opaque', () => {
    const { ask, clock, faults, makeClient, server } = makeFaultyNetwork();
    const client = makeClient();
    client.requests$.subscribe((asked) => client.reply(asked, createResponse(0)));
    ask(client, send);
    const fault = faults.drop({ code: notify, direction: 'response', startedBy: 'server' });
    for (let count = 0; count < 5; count++) {
      const asked = observe(server.peers[0]!.invoke(request(notify)));
      expect(ask(client, send, 'a').outcome).to.equal('0 echo:a');
      clock.tick();
      expect([asked.values, fault.hits]).to.deep.equal([[], count + 1]);
    }
  });
});

describe('several faults', () => {
  it('strike in the order in which they were added', () => {
    const first = makeFaultyNetwork();
    first.faults.duplicate({ copies: 2 });
    first.faults.drop({ times: 1 });
    first.ask(first.makeClient(), send, 'a');
    const second = makeFaultyNetwork();
    second.faults.drop({ times: 1 });
    second.faults.duplicate({ copies: 2 });
    second.ask(second.makeClient(), send, 'a');
    expect([first.served, second.served]).to.deep.equal([['a', 'a'], []]);
  });

  it('go on with what one of them has delayed', () => {
    const { ask, clock, faults, makeClient, served: seen } = makeFaultyNetwork();
    const faultsOf = [faults.drop({ skip: 1 }), faults.delay(100), faults.delay(50), faults.duplicate()];
    ask(makeClient(), send, 'a');
    clock.tick(149);
    expect(seen).to.deep.equal([]);
    clock.tick(1);
    expect(seen).to.deep.equal(['a', 'a']);
    expect(faultsOf.map(({ hits }) => hits)).to.deep.equal([0, 1, 1, 1]);
  });

  it('strike the answer that one of them gives', () => {
    const { ask, clock, faults, makeClient } = makeFaultyNetwork();
    faults.delay(100, { direction: 'response', code: send });
    faults.answer(2, { code: send });
    const late = ask(makeClient(), send);
    clock.tick(99);
    expect(late.outcome).to.equal('pending');
    clock.tick(1);
    expect(late.outcome).to.equal('2 ');
  });

  it('do not take random numbers from each other', () => {
    const hitsOf = (more: boolean): number[] => {
      const { ask, faults, makeClient } = makeFaultyNetwork();
      const client = makeClient();
      const fault = faults.delay(0, { probability: 0.5 });
      if (more) faults.delay(0, { probability: 0.3 });
      return Array.from({ length: 30 }, () => {
        ask(client, send);
        return fault.hits;
      });
    };
    expect(hitsOf(true)).to.deep.equal(hitsOf(false));
  });

  it('draw numbers of their own', () => {
    const { ask, faults, makeClient } = makeFaultyNetwork();
    const client = makeClient();
    const pair = [faults.delay(0, { probability: 0.5 }), faults.delay(0, { probability: 0.5 })];
    const courses: number[][] = [[], []];
    for (let count = 0; count < 30; count++) {
      ask(client, send);
      for (const [index, { hits }] of pair.entries()) courses[index]!.push(hits);
    }
    expect(courses[0]).not.to.deep.equal(courses[1]);
  });
});

describe('Fault', () => {
  it('counts its hits, and tells them until it cannot strike any more', () => {
    const { ask, faults, makeClient } = makeFaultyNetwork();
    const client = makeClient();
    const limited = faults.delay(0, { times: 2 });
    const endless = faults.delay(0);
    const [heard, other] = [observe(limited.hits$), observe(endless.hits$)];
    for (let count = 0; count < 3; count++) ask(client, send);
    expect([heard.values, heard.complete.callCount, limited.hits]).to.deep.equal([[0, 1, 2], 1, 2]);
    expect([other.values, other.complete.callCount]).to.deep.equal([[0, 1, 2, 3], 0]);
    endless.remove();
    expect(other.complete.callCount).to.equal(1);
  });

  it('does nothing any more when it was removed, also at the end of a block', () => {
    const { ask, faults, makeClient } = makeFaultyNetwork();
    const client = makeClient();
    const fault = faults.drop();
    fault.remove();
    fault.remove();
    {
      using dropping = faults.drop();
      ask(client, send);
      expect(dropping.hits).to.equal(1);
    }
    expect([ask(client, send, 'a').outcome, fault.hits]).to.deep.equal(['0 echo:a', 0]);
  });

  it('may be removed by who hears of its hit', () => {
    const { ask, faults, makeClient } = makeFaultyNetwork();
    const client = makeClient();
    const fault = faults.delay(0);
    fault.hits$.subscribe((hits) => {
      if (hits === 2) faults.clear();
    });
    for (let count = 0; count < 4; count++) ask(client, send);
    expect([fault.hits, faults.present]).to.deep.equal([2, []]);
  });

  it('strikes no more what is on its way when it is removed', () => {
    const { ask, faults, makeClient, served: seen } = makeFaultyNetwork();
    const first = faults.duplicate();
    const second = faults.drop();
    first.hits$.subscribe((hits) => {
      if (hits === 1) second.remove();
    });
    ask(makeClient(), send, 'a');
    expect([seen, second.hits]).to.deep.equal([['a', 'a'], 0]);
  });

  it('is listed as long as it has an effect', () => {
    const { ask, faults, makeClient } = makeFaultyNetwork();
    const once = faults.drop({ times: 1 });
    const pause = faults.pause({ code: send, times: 1 });
    expect(faults.present).to.deep.equal([once, pause]);
    const client = makeClient();
    ask(client, pull);
    ask(client, send);
    expect(faults.present.map(({ kind }) => kind)).to.deep.equal(['pause']);
    faults.clear();
    expect(faults.present).to.deep.equal([]);
  });
});

interface Plan {
  readonly seed: number;
  readonly faults: readonly {
    readonly kind: 'drop' | 'delay' | 'duplicate' | 'reorder' | 'corrupt' | 'truncate' | 'cut';
    readonly probability: number;
    readonly direction: 'request' | 'response';
    readonly skip: number;
  }[];
  readonly requests: readonly { readonly code: number; readonly waitMs: number }[];
}

describe('the same seed and traffic', () => {
  const kinds = fc.constantFrom<Plan['faults'][number]['kind'][]>(
    'drop',
    'delay',
    'duplicate',
    'reorder',
    'corrupt',
    'truncate',
    'cut',
  );
  const plan: fc.Arbitrary<Plan> = fc.record({
    seed: fc.integer(),
    faults: fc.array(
      fc.record({
        kind: kinds,
        probability: fc.double({ min: 0, max: 1, noNaN: true }),
        direction: fc.constantFrom('request' as const, 'response' as const),
        skip: fc.nat(3),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    requests: fc.array(fc.record({ code: fc.constantFrom(send, pull), waitMs: fc.nat(40) }), {
      maxLength: 15,
    }),
  });

  /** Everything that both sides see, with its time. */
  const course = ({ seed, faults: wanted, requests }: Plan): string[] => {
    const seen: string[] = [];
    const { ask, clock, faults, makeClient, makeServer } = makeFaultyNetwork({
      seed,
      onRequest: (asked) => {
        seen.push(`${clock.now} ${textOf(asked)}`);
        return echo(asked);
      },
    });
    makeServer('broker-b', brokerB);
    const client = makeClient();
    client.inbound$.subscribe((answer) => seen.push(`${clock.now} ${textOf(answer)}`));
    for (const { kind, probability, direction, skip } of wanted) {
      const options = { probability, skip, direction };
      if (kind === 'delay') faults.delay(20, { ...options, jitterMs: 30 });
      else if (kind === 'cut')
        faults.cut(direction === 'request' ? 'before' : 'after', { probability, skip });
      else faults[kind](options);
    }
    const outcomes = requests.map(({ code, waitMs }, index) => {
      const asked = ask(client, code, `${index}`, 500);
      clock.tick(waitMs);
      return asked;
    });
    // Long enough for the client to find out that a connection is dead.
    clock.tick(20_000);
    return [...seen, ...outcomes.map(({ outcome }) => outcome), `${clock.timers} timers`];
  };

  it('take the same course, every call ends, and no timer is left', () => {
    fc.assert(
      fc.property(plan, (given) => {
        const first = course(given);
        expect(course(given)).to.deep.equal(first);
        expect(first).not.to.include('pending');
        expect(first.at(-1)).to.equal('0 timers');
      }),
      { numRuns: 12 },
    );
  });
});
