import { expect } from 'chai';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';
import { type BatchingLimits, batching } from '../../../src/producer/batch/resolve-batching.js';

const resolve = (value: unknown, limits: Partial<BatchingLimits> = {}) =>
  batching({ timeoutMs: 3000, maxMessageBytes: 4_194_304, ...limits })(value, 'producer.batching');

describe('batching', () => {
  it('fills in the defaults, and stays false', () => {
    const defaults = { maxMessages: 500, maxBytes: 32_768, lingerMs: 10, maxHeldBytes: 33_554_432 };
    expect(resolve({})).to.deep.equal(defaults);
    expect(resolve(false)).to.equal(false);
  });

  it('has defaults that fit a small producer', () => {
    expect(resolve({}, { timeoutMs: 5, maxMessageBytes: 1000 })).to.include({ maxBytes: 1000, lingerMs: 4 });
  });

  for (const [value, limits, text] of [
    [true, {}, 'producer.batching must be an object'],
    [{ maxMessages: 0 }, {}, 'producer.batching.maxMessages must be an integer of at least 1, not 0'],
    [{ maxBytes: 0 }, {}, 'producer.batching.maxBytes must be an integer of at least 1, not 0'],
    [{ lingerMs: -1 }, {}, 'producer.batching.lingerMs must be an integer from 0 to 2147483647, not -1'],
    [{ maxHeldBytes: 0.5 }, {}, 'producer.batching.maxHeldBytes must be an integer of at least 0'],
    [
      { maxBytes: 1001 },
      { maxMessageBytes: 1000 },
      'producer.batching.maxBytes must be at most maxMessageBytes, 1000, not 1001',
    ],
    [
      { lingerMs: 100 },
      { timeoutMs: 100 },
      'producer.batching.lingerMs must be less than timeoutMs, 100 ms, not 100',
    ],
    [
      { linger: 1 },
      {},
      'producer.batching.linger must be left out: there is no such option, the nearest is "lingerMs"',
    ],
  ] as const) {
    it(`refuses ${JSON.stringify(value)}${Object.keys(limits).length === 0 ? '' : ` with ${JSON.stringify(limits)}`}`, () => {
      expect(() => resolve(value, limits)).to.throw(InvalidArgumentError, text);
    });
  }
});
