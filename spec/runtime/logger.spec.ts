import { expect } from 'chai';
import sinon from 'sinon';
import { consoleLogger } from '../../src/runtime/console-logger.js';
import { silentLogger } from '../../src/runtime/logger.js';

describe('silentLogger', () => {
  it('writes nothing', () => {
    const out = sinon.spy(process.stdout, 'write');
    const err = sinon.spy(process.stderr, 'write');
    for (const level of ['debug', 'info', 'warn', 'error'] as const) silentLogger[level]('text', { code: 1 });
    sinon.restore();
    expect(out.callCount + err.callCount).to.equal(0);
  });
});

describe('consoleLogger', () => {
  for (const level of ['debug', 'info', 'warn', 'error'] as const)
    it(`writes what is told as ${level} to the console, with the fields behind the text`, () => {
      const written = sinon.stub(console, level);
      consoleLogger[level]('late answer', { code: 1 });
      expect(written).to.have.been.calledOnceWithExactly('late answer', { code: 1 });
    });
});
