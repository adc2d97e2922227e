import { expect } from 'chai';
import { firstValueFrom, of, Subject } from 'rxjs';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { checkNameServers, NameServerList } from '../../src/naming/name-server-list.js';
import type { Logger } from '../../src/runtime/logger.js';
import { createVirtualClock } from '../../src/testing/time/create-virtual-clock.js';

const nothing = (): void => undefined;

function makeRuntime() {
  const errors: string[] = [];
  const error = (text: string, fields?: object): void =>
    void errors.push(`${text} ${JSON.stringify(fields)}`);
  const logger: Logger = { debug: nothing, info: nothing, warn: nothing, error };
  const clock = createVirtualClock();
  return { clock, runtime: { logger, scheduler: clock.runtime.scheduler }, errors };
}

describe('checkNameServers', () => {
  it('reads one text or a list', () => {
    expect(checkNameServers('a:1;b:2;', 'p')).to.deep.equal(['a:1', 'b:2']);
    expect(checkNameServers(['[::1]:1'], 'p')).to.deep.equal(['[::1]:1']);
  });

  for (const wrong of ['', [], 7, undefined, ['a'], ['a:1', 2]]) {
    it(`refuses ${JSON.stringify(wrong)}`, () => {
      expect(() => checkNameServers(wrong, 'p')).to.throw(InvalidArgumentError);
    });
  }
});

describe('NameServerList', () => {
  it('has a fixed list at once', async () => {
    const list = new NameServerList('a:1;b:2', makeRuntime().runtime);
    expect(list.addresses).to.deep.equal(['a:1', 'b:2']);
    expect(await firstValueFrom(list.first$)).to.deep.equal(['a:1', 'b:2']);
  });

  it('follows a stream, and keeps the last list that was one', () => {
    const source$ = new Subject<string | readonly string[]>();
    const { runtime, errors } = makeRuntime();
    const list = new NameServerList(source$, runtime);
    expect(list.addresses).to.deep.equal([]);
    source$.next('a:1');
    source$.next([]);
    expect(list.addresses).to.deep.equal(['a:1']);
    source$.next(['b:2']);
    source$.error(new Error('gone'));
    expect(list.addresses).to.deep.equal(['b:2']);
    expect(errors).to.have.length(2);
  });

  it('lets go of the stream when it is closed', () => {
    const source$ = new Subject<string>();
    const list = new NameServerList(source$, makeRuntime().runtime);
    list.close();
    expect(source$.observed).to.equal(false);
  });

  for (const [what, answer] of [
    ['gives', ['a:1']],
    ['promises', Promise.resolve('a:1')],
    ['emits last', of('b:2', 'a:1')],
  ] as const)
    it(`has what a function ${what}`, async () => {
      const { clock, runtime } = makeRuntime();
      const list = new NameServerList(() => answer, runtime);
      await clock.settle();
      expect(list.addresses).to.deep.equal(['a:1']);
      list.close();
    });

  it('asks a function again, sooner when it has thrown, and not when it is closed', async () => {
    const { clock, runtime, errors } = makeRuntime();
    const answers = ['a:1', undefined, 'b:2', 'c:3'];
    let asked = 0;
    const list = new NameServerList(() => {
      const answer = answers[asked++];
      if (answer === undefined) throw new Error('no idea');
      return answer;
    }, runtime);
    expect(list.addresses).to.deep.equal(['a:1']);
    await clock.advance(120_000);
    expect([list.addresses, asked, errors.length]).to.deep.equal([['a:1'], 2, 1]);
    await clock.advance(5000);
    expect([list.addresses, asked]).to.deep.equal([['b:2'], 3]);
    list.close();
    await clock.advance(240_000);
    expect(asked).to.equal(3);
  });
});
