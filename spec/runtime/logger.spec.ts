import { expect } from 'chai';
import sinon from 'sinon';
import { type Logger, silentLogger } from '../../src/runtime/logger.js';

describe('silentLogger', () => {
  it('writes nothing', () => {
    const out = sinon.spy(process.stdout, 'write');
    const err = sinon.spy(process.stderr, 'write');
    for (const level of ['debug', 'info', 'warn', 'error'] as const) silentLogger[level]('text', { code: 1 });
    sinon.restore();
    expect(out.callCount + err.callCount).to.equal(0);
  });
});

describe('Logger', () => {
  it('is satisfied by console', () => {
    const warn = sinon.stub(console, 'warn');
    const logger: Logger = console;
    logger.warn('late answer', { code: 1 });
    expect(warn).to.have.been.calledOnceWithExactly('late answer', { code: 1 });
  });
});
