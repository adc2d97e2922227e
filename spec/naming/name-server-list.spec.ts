import { expect } from 'chai';
import { firstValueFrom, Subject } from 'rxjs';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { checkNameServers, NameServerList } from '../../src/naming/name-server-list.js';
import type { Logger } from '../../src/runtime/logger.js';

const nothing = (): void => undefined;

function makeLogger(): { logger: Logger; errors: string[] } {
  const errors: string[] = [];
  const error = (text: string, fields?: object): void =>
    void errors.push(`${text} ${JSON.stringify(fields)}`);
  return { logger: { debug: nothing, info: nothing, warn: nothing, error }, errors };
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
    const list = new NameServerList('a:1;b:2', makeLogger().logger);
    expect(list.addresses).to.deep.equal(['a:1', 'b:2']);
    expect(await firstValueFrom(list.first$)).to.deep.equal(['a:1', 'b:2']);
  });

  it('follows a stream, and keeps the last list that was one', () => {
    const source$ = new Subject<string | readonly string[]>();
    const { logger, errors } = makeLogger();
    const list = new NameServerList(source$, logger);
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
    const list = new NameServerList(source$, makeLogger().logger);
    list.close();
    expect(source$.observed).to.equal(false);
  });
});
