import { expect } from 'chai';
import { resolveWindow } from '../../src/delivery/resolve-window.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';

describe('resolveWindow', () => {
  it('fills in the defaults and freezes the result', () => {
    const window = resolveWindow({}, 'window');
    expect(window).to.deep.equal({ messages: 1000, bytes: 67_108_864, perQueue: 500, span: 2000 });
    expect(Object.isFrozen(window)).to.equal(true);
  });

  it('gives one queue half of the messages, and at least one', () => {
    expect(resolveWindow({ messages: 9 }, 'window').perQueue).to.equal(4);
    expect(resolveWindow({ messages: 1 }, 'window').perQueue).to.equal(1);
  });

  for (const [options, text] of [
    [{ messages: 0 }, 'window.messages must be an integer of at least 1, not 0'],
    [{ messages: '5' }, 'window.messages must be'],
    [{ bytes: 0 }, 'window.bytes must be'],
    [{ perQueue: 0 }, 'window.perQueue must be'],
    [{ messages: 5, perQueue: 6 }, 'window.perQueue must be at most 5, the whole window'],
    [{ span: 0 }, 'window.span must be'],
    [{ message: 1 }, 'window.message must be left out: there is no such option, the nearest is "messages"'],
    [7, 'window must be an object'],
    [null, 'window must be an object'],
  ] as const) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      expect(() => resolveWindow(options, 'window')).to.throw(InvalidArgumentError, text);
    });
  }
});
