import { expect } from 'chai';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { resolveProducerOptions } from '../../src/producer/resolve-producer-options.js';
import { selectByHash } from '../../src/producer/select-by-hash.js';

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
      requireStatus: ['ok', 'flush-disk-timeout', 'flush-slave-timeout', 'slave-not-available'],
      compression: { algorithm: 'zlib', level: undefined, threshold: 4096 },
      batching: false,
      queueSelector: selectByHash,
      checker: undefined,
      maxInFlight: 1024,
      maxInFlightBytes: 67_108_864,
      maxWaiting: 10_000,
      trace: false,
      maxAwaitedReplies: 10_000,
    });
    expect(Object.isFrozen(resolved)).to.equal(true);
  });

  it('takes compression in parts, or none', () => {
    expect(resolve({ group: 'p', compression: { algorithm: 'lz4' } }).compression).to.deep.equal({
      algorithm: 'lz4',
      level: undefined,
      threshold: 4096,
    });
    expect(resolve({ group: 'p', compression: false }).compression).to.equal(false);
  });

  it('keeps a list of its own of the answers that are required', () => {
    const given = ['ok' as const];
    const { requireStatus } = resolve({ group: 'p', requireStatus: given });
    expect(requireStatus).to.deep.equal(['ok']);
    expect(Object.isFrozen(requireStatus)).to.equal(true);
    expect(requireStatus).not.to.equal(given);
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
    [{ group: 'p', requireStatus: ['fine'] }, 'producer.requireStatus must be a list of some of "ok"'],
    [{ group: 'p', requireStatus: [] }, 'producer.requireStatus must be a list of some of "ok"'],
    [{ group: 'p', requireStatus: 'ok' }, 'producer.requireStatus must be a list of some of "ok"'],
    [{ group: 'p', compression: true }, 'producer.compression must be an object'],
    [{ group: 'p', compression: { level: -1 } }, 'producer.compression.level must be an integer'],
    [{ group: 'p', compression: { algorithm: '' } }, 'producer.compression.algorithm must be a text'],
    [{ group: 'p', compression: { threshold: -1 } }, 'producer.compression.threshold must be an integer'],
    [{ group: 'p', queueSelector: 'hash' }, 'producer.queueSelector must be a function'],
    [{ group: 'p', maxInFlight: 0 }, 'producer.maxInFlight must be an integer of at least 1, not 0'],
    [{ group: 'p', maxInFlightBytes: 0 }, 'producer.maxInFlightBytes must be an integer of at least 1'],
    [{ group: 'p', maxWaiting: -1 }, 'producer.maxWaiting must be an integer of at least 0, not -1'],
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
