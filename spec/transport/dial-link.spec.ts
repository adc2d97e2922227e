import { expect } from 'chai';
import { EMPTY, NEVER, of, throwError } from 'rxjs';
import {
  ConnectFailedError,
  ConnectionLostError,
  ConnectTimeoutError,
} from '../../src/errors/transport-error.js';
import { createRuntime } from '../../src/runtime/runtime.js';
import { dialLink } from '../../src/transport/dial-link.js';
import type { Connector, Link } from '../../src/transport/link.js';
import { resolveTransportOptions } from '../../src/transport/transport-options.js';
import { lengthFramer } from '../support/length-framer.js';
import { marbles } from '../support/marbles.js';

const endpoint = { host: 'broker', port: 10_911 };
const options = resolveTransportOptions({ connectTimeoutMs: 20 });
const dial = (connector: Connector, scheduler?: Parameters<typeof createRuntime>[0]) =>
  dialLink({ endpoint, connector, framer: lengthFramer, options, runtime: createRuntime(scheduler) });

const failureOf = (connector: Connector): Error | undefined => {
  let failure: Error | undefined;
  dial(connector).subscribe({ error: (error: Error) => (failure = error) });
  return failure;
};

describe('dialLink', () => {
  const link = {} as Link;

  it(
    'passes the link on and follows it to its end',
    marbles(({ cold, expectObservable }, scheduler) => {
      const connector: Connector = () => cold('--l 50ms |', { l: link });
      expectObservable(dial(connector, { scheduler })).toBe('--l 50ms |', { l: link });
    }),
  );

  it(
    'gives up in time, and hangs up',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const silent = cold<Link>('-');
      const late = new ConnectTimeoutError('broker:10911', 20);
      expectObservable(dial(() => silent, { scheduler })).toBe('20ms #', {}, late);
      expectSubscriptions(silent.subscriptions).toBe('^ 19ms !');
    }),
  );

  it(
    'hangs up when it is left',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const silent = cold<Link>('-');
      expectObservable(
        dial(() => silent, { scheduler }),
        '---!',
      ).toBe('');
      expectSubscriptions(silent.subscriptions).toBe('^--!');
    }),
  );

  it('hands endpoint and framer to the connector', () => {
    const seen: unknown[] = [];
    const subscription = dial((...given) => {
      seen.push(...given);
      return NEVER;
    }).subscribe();
    subscription.unsubscribe();
    expect(seen).to.deep.equal([endpoint, lengthFramer]);
  });

  it('keeps the typed error of a connector', () => {
    const error = new ConnectFailedError('broker:10911', 'ECONNREFUSED');
    expect(failureOf(() => throwError(() => error))).to.equal(error);
  });

  const strange: readonly [what: string, connector: Connector, message: string][] = [
    ['an error of another kind', () => throwError(() => new Error('no route')), 'no route'],
    [
      'an error with a code',
      () => throwError(() => Object.assign(new Error('x'), { code: 'EPERM' })),
      'EPERM',
    ],
    ['a value that is no error', () => throwError(() => 'nope'), 'nope'],
    [
      'a loss before there was a link',
      () => throwError(() => new ConnectionLostError('a', 'b')),
      'The connection to a was lost: b',
    ],
    ['an end without a link', () => EMPTY, 'the connector gave no link'],
    [
      'a throw',
      () => {
        throw new Error('broken');
      },
      'broken',
    ],
  ];
  for (const [what, connector, reason] of strange) {
    it(`makes a ConnectFailedError of ${what}`, () => {
      const failure = failureOf(connector);
      expect(failure).to.be.instanceOf(ConnectFailedError);
      expect(failure).to.have.property('message', `Cannot connect to broker:10911: ${reason}`);
    });
  }

  it('leaves no timer behind once there is a link', () => {
    const subscription = dial(() => of(link)).subscribe();
    expect(subscription.closed).to.equal(true);
  });
});
