import { expect } from 'chai';
import { lineAt, sourceFiles } from '../architecture/source-files.js';

/** Words that belong to one protocol. Comments may use them, the door re-exports more than this layer. */
const foreign = /rocketmq|broker|name ?server|topic|consumer|producer|\bqueues?\b/gi;

describe('the remoting layer', () => {
  it('knows no words of the protocols that travel over it', () => {
    const places = sourceFiles('src/remoting')
      .filter(({ path }) => !path.endsWith('/index.ts'))
      .flatMap(({ path, code }) =>
        [...code.matchAll(foreign)].map((match) => `${path}:${lineAt(code, match.index)}: ${match[0]}`),
      );
    expect(places, 'what depends on them belongs to the layers above').to.deep.equal([]);
  });
});
