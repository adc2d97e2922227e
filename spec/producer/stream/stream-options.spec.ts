import { expect } from 'chai';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';
import {
  resolveSendAllOptions,
  resolveSendFromOptions,
  type SendAllOptions,
} from '../../../src/producer/stream/stream-options.js';

describe('resolveSendAllOptions', () => {
  it('has 256 messages under way, and keeps all others', () => {
    expect(resolveSendAllOptions({}, 1024)).to.deep.equal({ maxInFlight: 256, maxQueued: Infinity });
  });

  it('has no more under way by default than its producer', () => {
    expect(resolveSendAllOptions({}, 10).maxInFlight).to.equal(10);
    expect(resolveSendAllOptions({ maxInFlight: 20 }, 10).maxInFlight).to.equal(20);
  });

  it('keeps 10,000 where more are refused, or as many as it is told', () => {
    expect(resolveSendAllOptions({ overflow: 'error' }, 1024).maxQueued).to.equal(10_000);
    expect(resolveSendAllOptions({ overflow: 'error', maxQueued: 0 }, 1024).maxQueued).to.equal(0);
  });

  for (const [path, options] of [
    ['sendAll.maxInFlight', { maxInFlight: 0 }],
    ['sendAll.overflow', { overflow: 'drop' }],
    ['sendAll.maxQueued', { overflow: 'error', maxQueued: -1 }],
    ['sendAll.maxQueued', { maxQueued: 5 }],
    ['sendAll.maxQueued', { overflow: 'wait', maxQueued: 5 }],
    ['sendAll.concurrency', { concurrency: 5 }],
  ] as const)
    it(`refuses ${JSON.stringify(options)}`, () => {
      expect(() => resolveSendAllOptions(options as SendAllOptions, 1024))
        .to.throw(InvalidArgumentError)
        .with.property('path', path);
    });
});

describe('resolveSendFromOptions', () => {
  it('has 256 messages under way, and no more by default than its producer', () => {
    expect(resolveSendFromOptions({}, 1024)).to.deep.equal({ maxInFlight: 256, maxQueued: Infinity });
    expect(resolveSendFromOptions({}, 10).maxInFlight).to.equal(10);
  });

  for (const options of [{ maxInFlight: 1.5 }, { overflow: 'error' }])
    it(`refuses ${JSON.stringify(options)}`, () => {
      expect(() => resolveSendFromOptions(options, 1024)).to.throw(InvalidArgumentError, 'sendFrom.');
    });
});
