import { expect } from 'chai';
import fc from 'fast-check';
import { catchError, map, of, Subject, timeout, type Observable } from 'rxjs';
import { responseTo } from '../../src/remoting/response-to.js';
import { marbles } from '../support/marbles.js';
import { makeSession } from './session-harness.js';
import { toyFrame, type ToyMessage, toyProtocol } from './toy-protocol.js';

const message = (kind: ToyMessage['kind'], id: number): ToyMessage => ({ kind, id, text: `${kind} ${id}` });

describe('responseTo', () => {
  const values = {
    a: message('reply', 1),
    b: message('reply', 2),
    c: message('call', 2),
    o: message('oneway', 2),
    x: message('exception', 2),
  };

  it(
    'takes the first reply with the id, and nothing else that carries it',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const inbound = hot('  -a-c-o-b-b-|', values);
      const subscription = ' ^------!';
      expectObservable(inbound.pipe(responseTo(2, toyProtocol))).toBe('-------(b|)', values);
      expectSubscriptions(inbound.subscriptions).toBe(subscription);
    }),
  );

  it(
    'takes an exception for a reply',
    marbles(({ hot, expectObservable }) => {
      const inbound = hot('-c-x-', values);
      expectObservable(inbound.pipe(responseTo(2, toyProtocol))).toBe('---(x|)', values);
    }),
  );

  it(
    'completes empty with its source, and errs with it',
    marbles(({ hot, expectObservable }) => {
      expectObservable(hot('-a-|', values).pipe(responseTo(2, toyProtocol))).toBe('---|');
      expectObservable(hot('-a-#', values).pipe(responseTo(2, toyProtocol))).toBe('---#');
    }),
  );

  it(
    'lets go of its source when it is unsubscribed',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const inbound = hot('  -a-a-a-b', values);
      expectObservable(inbound.pipe(responseTo(2, toyProtocol)), '^---!').toBe('-----');
      expectSubscriptions(inbound.subscriptions).toBe('^---!');
    }),
  );
});

/** One thing that happens on a connection. Requests are meant by their place among those asked. */
type Step =
  | { readonly type: 'ask'; readonly timeoutMs: number }
  | { readonly type: 'arrive'; readonly kind: ToyMessage['kind']; readonly request: number }
  | { readonly type: 'arrive-unknown'; readonly id: number }
  | { readonly type: 'wait'; readonly ms: number };

// Arrivals fall on even and deadlines on odd milliseconds: which of two things in the same millisecond comes first is
// nobody's promise.
const steps = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('ask' as const),
        timeoutMs: fc.nat(12).map((n) => 2 * n + 1),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('arrive' as const),
        kind: fc.constantFrom('reply', 'reply', 'exception', 'call', 'oneway'),
        request: fc.nat(20),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('arrive-unknown' as const),
        id: fc.integer({ min: 1000, max: 2 ** 31 - 1 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ type: fc.constant('wait' as const), ms: fc.nat(6).map((n) => 2 * n) }),
    },
  ),
  { maxLength: 40 },
);

/** What became of a request of the table: everything its subscriber heard. */
const heardBy = ({ next, error, complete }: ReturnType<ReturnType<typeof makeSession>['ask']>): string[] => [
  ...next.args.map(([reply]: ToyMessage[]) => reply?.text ?? ''),
  ...(error.called ? ['timeout', 'complete'] : []),
  ...(complete.called ? ['complete'] : []),
];

/** The same of the literal pipe. */
function outcomeOf(answer$: Observable<ToyMessage>): string[] {
  const heard: string[] = [];
  answer$
    .pipe(
      map(({ text }) => text),
      catchError(() => of('timeout')),
    )
    .subscribe({ next: (text) => heard.push(text), complete: () => heard.push('complete') });
  return heard;
}

function run(traffic: readonly Step[]): { byTable: string[][]; byPipe: string[][] } {
  const { ask, clock, link, listener } = makeSession({ sweepIntervalMs: 2, livenessTimeoutMs: 1_000_000 });
  const inbound = new Subject<ToyMessage>();
  listener.onInbound.callsFake((arrived: ToyMessage) => inbound.next(arrived));
  const asked: ReturnType<typeof ask>[] = [];
  const byPipe: string[][] = [];
  let texts = 0;
  const arrive = (kind: ToyMessage['kind'], id: number): void => {
    texts += 1;
    link.receive(toyFrame({ kind, id, text: `${kind} ${texts}` }));
  };
  for (const step of traffic) {
    if (step.type === 'ask') {
      const request = ask('question', step.timeoutMs);
      asked.push(request);
      byPipe.push(
        outcomeOf(
          inbound.pipe(
            responseTo(request.id, toyProtocol),
            timeout({ first: step.timeoutMs, scheduler: clock.runtime.scheduler }),
          ),
        ),
      );
    } else if (step.type === 'arrive') arrive(step.kind, step.request + 1);
    else if (step.type === 'arrive-unknown') arrive('reply', step.id);
    else clock.tick(step.ms);
  }
  clock.tick(30);
  return { byTable: asked.map(heardBy), byPipe };
}

describe('the table of pending requests', () => {
  it('gives every request what the literal pipe would give it', () => {
    fc.assert(
      fc.property(steps, (traffic) => {
        const { byTable, byPipe } = run(traffic);
        expect(byTable).to.deep.equal(byPipe);
      }),
      { numRuns: 80 },
    );
  });

  it('is compared on traffic that has answers, late ones and timeouts', () => {
    const { byTable } = run([
      { type: 'ask', timeoutMs: 5 },
      { type: 'ask', timeoutMs: 5 },
      { type: 'arrive', kind: 'call', request: 0 },
      { type: 'arrive', kind: 'reply', request: 0 },
      { type: 'arrive', kind: 'reply', request: 0 },
      { type: 'wait', ms: 6 },
      { type: 'arrive', kind: 'reply', request: 1 },
    ]);
    expect(byTable).to.deep.equal([
      ['reply 2', 'complete'],
      ['timeout', 'complete'],
    ]);
  });
});
