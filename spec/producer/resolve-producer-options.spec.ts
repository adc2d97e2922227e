import { expect } from 'chai';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { resolveProducerOptions } from '../../src/producer/resolve-producer-options.js';

const resolve = (options: object) => resolveProducerOptions(options as never);

describe('resolveProducerOptions', () => {
  it('fills in the defaults and freezes the result', () => {
    const resolved = resolve({ group: 'p' });
    expect(resolved).to.deep.equal({
      group: 'p',
      timeoutMs: 3000,
      attemptTimeoutMs: 1000,
      retries: 2,
      defaultTopicQueues: 4,
      maxMessageBytes: 4_194_304,
    });
    expect(Object.isFrozen(resolved)).to.equal(true);
  });

  it('divides the time among the attempts', () => {
    expect(resolve({ group: 'p', timeoutMs: 5000, retries: 1 }).attemptTimeoutMs).to.equal(2500);
    expect(resolve({ group: 'p', timeoutMs: 5000, attemptTimeoutMs: 4000 }).attemptTimeoutMs).to.equal(4000);
  });

  for (const [options, text] of [
    [{}, 'producer.group must be'],
    [{ group: 'DEFAULT_PRODUCER' }, 'producer.group must be a name of your own'],
    [{ group: 'p', timeoutMs: 0 }, 'producer.timeoutMs must be an integer from 1 to 2147483647, not 0'],
    [{ group: 'p', timeoutMs: 2 ** 31 }, 'producer.timeoutMs must be an integer from 1 to 2147483647'],
    [{ group: 'p', timeoutMs: '3' }, 'producer.timeoutMs must be an integer'],
    [{ group: 'p', attemptTimeoutMs: 0.5 }, 'producer.attemptTimeoutMs must be an integer'],
    [{ group: 'p', attemptTimeoutMs: 2 ** 31 }, 'producer.attemptTimeoutMs must be an integer'],
    [{ group: 'p', retries: -1 }, 'producer.retries must be an integer of at least 0, not -1'],
    [{ group: 'p', defaultTopicQueues: 0 }, 'producer.defaultTopicQueues must be'],
    [{ group: 'p', maxMessageBytes: 0 }, 'producer.maxMessageBytes must be'],
    [
      { group: 'p', timeout: 1 },
      'producer.timeout must be left out: there is no such option, the nearest is "timeoutMs"',
    ],
  ] as const) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      expect(() => resolve(options)).to.throw(InvalidArgumentError, text);
    });
  }

  for (const nothing of [undefined, null, []]) {
    it(`refuses ${JSON.stringify(nothing)} in place of options`, () => {
      expect(() => resolve(nothing as never)).to.throw(InvalidArgumentError, 'producer must be an object');
    });
  }
});
