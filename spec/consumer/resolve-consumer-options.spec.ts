import { expect } from 'chai';
import { allocateAveragely } from '../../src/consumer/allocate/averagely.js';
import { resolveConsumerOptions } from '../../src/consumer/resolve-consumer-options.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';

const minimal = { group: 'g', subscribe: { orders: '*' } };
const resolve = (options: object) => resolveConsumerOptions({ ...minimal, ...options });
const tooLong = 2 ** 31;

describe('resolveConsumerOptions', () => {
  it('fills in the defaults', () => {
    const { onUndecodable, ...rest } = resolve({});
    expect(rest).to.deep.equal({
      group: 'g',
      subscribe: { orders: '*' },
      from: 'last',
      window: { messages: 1000, bytes: 67_108_864, perQueue: 500, span: 2000 },
      maxReconsumeTimes: 16,
      allocate: allocateAveragely,
      commitIntervalMs: 5000,
      rebalanceIntervalMs: 20_000,
      rebalanceRetryMs: 1000,
      releaseTimeoutMs: 5000,
      localRetryDelayMs: 5000,
      pull: { suspendTimeoutMs: 15_000, retryDelayMs: 1000, flowControlDelayMs: 20 },
      maxDecompressedBytes: 67_108_864,
    });
    expect(onUndecodable({} as never)).to.deep.equal({
      type: 'deadLetter',
      reason: 'the body cannot be unpacked',
    });
  });

  it('freezes the result, and copies what it was given', () => {
    const subscribe = { orders: 'a' };
    const resolved = resolve({ subscribe });
    subscribe.orders = 'b';
    expect(resolved.subscribe).to.deep.equal({ orders: 'a' });
    for (const part of [resolved, resolved.subscribe, resolved.window, resolved.pull])
      expect(Object.isFrozen(part)).to.equal(true);
  });

  it('accepts every kind of start', () => {
    const from = new Date(5);
    expect([resolve({ from: 'first' }).from, resolve({ from }).from]).to.deep.equal(['first', from]);
  });

  it('merges what is given of windows and pulls with the defaults', () => {
    const { window, pull } = resolve({ window: { messages: 10 }, pull: { retryDelayMs: 5 } });
    expect([window.messages, window.perQueue, window.span]).to.deep.equal([10, 5, 2000]);
    expect(pull).to.deep.equal({ suspendTimeoutMs: 15_000, retryDelayMs: 5, flowControlDelayMs: 20 });
  });

  for (const [options, text] of [
    [{ group: '' }, 'consumer.group must be'],
    [{ group: 'DEFAULT_CONSUMER' }, 'consumer.group must be a name of your own'],
    [{ subscribe: {} }, 'consumer.subscribe must be an object with at least one topic'],
    [{ subscribe: null }, 'consumer.subscribe must be'],
    [{ subscribe: { 'a b': '*' } }, 'consumer.subscribe.a b must be made of letters'],
    [{ subscribe: { orders: '||' } }, 'consumer.subscribe.orders must be'],
    [{ subscribe: { orders: 7 } }, 'consumer.subscribe.orders must be'],
    [{ from: 'middle' }, 'consumer.from must be "last", "first" or a valid Date'],
    [{ from: new Date(NaN) }, 'consumer.from must be'],
    [{ window: { messages: 0 } }, 'consumer.window.messages must be'],
    [{ window: { message: 1 } }, 'consumer.window.message must be left out'],
    [{ maxReconsumeTimes: -1 }, 'consumer.maxReconsumeTimes must be'],
    [{ allocate: 'averagely' }, 'consumer.allocate must be a function'],
    [{ commitIntervalMs: 9 }, 'consumer.commitIntervalMs must be'],
    [{ commitIntervalMs: tooLong }, 'consumer.commitIntervalMs must be'],
    [{ rebalanceIntervalMs: 99 }, 'consumer.rebalanceIntervalMs must be'],
    [{ rebalanceIntervalMs: tooLong }, 'consumer.rebalanceIntervalMs must be'],
    [{ rebalanceRetryMs: tooLong }, 'consumer.rebalanceRetryMs must be'],
    [{ releaseTimeoutMs: -1 }, 'consumer.releaseTimeoutMs must be'],
    [{ releaseTimeoutMs: tooLong }, 'consumer.releaseTimeoutMs must be'],
    [{ localRetryDelayMs: tooLong }, 'consumer.localRetryDelayMs must be'],
    [{ pull: { suspendTimeoutMs: 60_001 } }, 'consumer.pull.suspendTimeoutMs must be'],
    [{ pull: { retryDelayMs: tooLong } }, 'consumer.pull.retryDelayMs must be'],
    [{ pull: { flowControlDelayMs: tooLong } }, 'consumer.pull.flowControlDelayMs must be'],
    [{ pull: { retryDelay: 1 } }, 'consumer.pull.retryDelay must be left out'],
    [{ maxDecompressedBytes: 0 }, 'consumer.maxDecompressedBytes must be'],
    [{ onUndecodable: {} }, 'consumer.onUndecodable must be a function'],
    [{ subscription: {} }, 'there is no such option, the nearest is "subscribe"'],
  ] as const) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      expect(() => resolve(options)).to.throw(InvalidArgumentError, text);
    });
  }

  it('refuses nothing in place of options', () => {
    expect(() => resolveConsumerOptions(undefined as never)).to.throw(
      InvalidArgumentError,
      'consumer must be an object',
    );
  });
});
