import { expect } from 'chai';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { resolveTransportOptions } from '../../src/transport/transport-options.js';

describe('resolveTransportOptions', () => {
  it('has the documented defaults', () => {
    expect(resolveTransportOptions()).to.deep.equal({
      connectTimeoutMs: 3000,
      closeTimeoutMs: 1000,
      maxFrameBytes: 16_777_216,
      receiveBufferBytes: 262_144,
      outboxSlabBytes: 131_072,
      maxOutboxBytes: 67_108_864,
      highWaterMarkBytes: 1_048_576,
      keepAliveMs: 30_000,
      noDelay: true,
      idleTimeoutMs: 0,
      reconnect: { initialDelayMs: 100, maxDelayMs: 30_000, multiplier: 2, maxRetries: -1 },
    });
  });

  it('freezes everything and resolves to the same again', () => {
    const resolved = resolveTransportOptions({ reconnect: { maxRetries: 3 } });
    expect(resolved).to.be.frozen;
    expect(resolved.reconnect).to.be.frozen;
    expect(resolveTransportOptions(resolved)).to.deep.equal(resolved);
  });

  it('lowers the high-water mark to a smaller limit of the outbox', () => {
    expect(resolveTransportOptions({ maxOutboxBytes: 1000 }).highWaterMarkBytes).to.equal(1000);
  });

  it('refuses a high-water mark above the limit of the outbox', () => {
    expect(() => resolveTransportOptions({ maxOutboxBytes: 1000, highWaterMarkBytes: 1001 })).to.throw(
      InvalidArgumentError,
      'transport.highWaterMarkBytes must be at most maxOutboxBytes, which is 1000, not 1001',
    );
  });

  const refused: readonly [options: object, message: string][] = [
    [{ connectTimeoutMs: 0 }, 'transport.connectTimeoutMs must be an integer from 1 to 2147483647, not 0'],
    [{ maxFrameBytes: 1.5 }, 'transport.maxFrameBytes must be an integer from 1 to 1073741824, not 1.5'],
    [
      { reconnect: { multiplier: 0.5 } },
      'transport.reconnect.multiplier must be a number of at least 1, not 0.5',
    ],
    [
      { reconnect: { maxRetry: 1 } },
      'transport.reconnect.maxRetry must be left out: there is no such option, the nearest is "maxRetries"',
    ],
    [
      { conectTimeoutMs: 1 },
      'transport.conectTimeoutMs must be left out: there is no such option, the nearest is "connectTimeoutMs"',
    ],
  ];
  for (const [options, message] of refused) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      expect(() => resolveTransportOptions(options)).to.throw(InvalidArgumentError, message);
    });
  }

  it('names the options by the path it is given', () => {
    expect(() => resolveTransportOptions({ keepAliveMs: -1 }, 'client.transport')).to.throw(
      /^client\.transport\.keepAliveMs must/,
    );
  });
});
