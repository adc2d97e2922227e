import { expect } from 'chai';
import { NEVER, of, throwError } from 'rxjs';
import { AdminFailedError } from '../../src/errors/admin-error.js';
import { onEachServer, outcomesOf } from '../../src/naming/on-each-server.js';
import { observe } from '../remoting/toy-network.js';
import { marbles } from '../support/marbles.js';

const servers = [{ address: 'a:1', brokerName: 'a' }, { address: 'b:1' }];

describe('outcomesOf', () => {
  it(
    'emits what became of each, in their order, whoever was first',
    marbles(({ cold, expectObservable }) => {
      const work = { 'a:1': cold('---(x|)', { x: 1 }), 'b:1': cold('-#', undefined, new Error('no')) };
      const outcomes$ = outcomesOf(servers, ({ address }) => work[address as 'a:1']);
      expectObservable(outcomes$).toBe('---(x|)', {
        x: [
          { address: 'a:1', brokerName: 'a', value: 1, error: undefined },
          { address: 'b:1', brokerName: undefined, value: undefined, error: new Error('no') },
        ],
      });
    }),
  );

  it('takes what is thrown for a failure of that server', () => {
    const { values } = observe(
      outcomesOf(servers.slice(0, 1), () => {
        throw new Error('closed');
      }),
    );
    expect(values[0]?.[0]?.error).to.be.an('error').with.property('message', 'closed');
  });

  it('emits an empty list for no servers', () => {
    expect(observe(outcomesOf([], () => NEVER)).values).to.deep.equal([[]]);
  });
});

describe('onEachServer', () => {
  it('emits the answers', () => {
    const { values } = observe(onEachServer('ask', servers, ({ address }) => of(address)));
    expect(values).to.deep.equal([['a:1', 'b:1']]);
  });

  it('errs with every outcome when one failed', () => {
    const work = ({ address }: { address: string }) =>
      address === 'a:1' ? of(7) : throwError(() => new Error('no'));
    const { failure } = observe(onEachServer('ask', servers, work));
    expect(failure).to.be.instanceOf(AdminFailedError).with.property('retriable', false);
    const { outcomes } = failure as AdminFailedError;
    expect(outcomes.map(({ value, error }) => [value, (error as Error | undefined)?.message])).to.deep.equal([
      [7, undefined],
      [undefined, 'no'],
    ]);
    expect((failure as AdminFailedError).toJSON()['outcomes']).to.deep.equal([
      { address: 'a:1', brokerName: 'a' },
      { address: 'b:1', error: { name: 'Error', message: 'no' } },
    ]);
  });
});
