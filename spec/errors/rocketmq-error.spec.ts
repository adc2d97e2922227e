import { expect } from 'chai';
import fc from 'fast-check';
import { RequestTimeoutError } from '../../src/errors/remoting-error.js';
import { describeFailure, RocketMQError } from '../../src/errors/rocketmq-error.js';
import { ConnectFailedError, ConnectionLostError, TransportError } from '../../src/errors/transport-error.js';
import { UsageError } from '../../src/errors/usage-error.js';

const address = '10.0.0.1:10911';

describe('RocketMQError', () => {
  it('is an Error with name, message and stack', () => {
    const error = new ConnectionLostError(address, 'the peer hung up');
    expect(error).to.be.instanceOf(Error);
    expect(String(error)).to.equal(
      'ConnectionLostError: The connection to 10.0.0.1:10911 was lost: the peer hung up',
    );
    expect(error.stack).to.include('rocketmq-error.spec.ts');
  });

  it('is an instance of its class, its family and the root, and of nothing else', () => {
    const error: unknown = new ConnectionLostError(address, 'the peer hung up');
    expect(error instanceof ConnectionLostError).to.equal(true);
    expect(error instanceof TransportError).to.equal(true);
    expect(error instanceof RocketMQError).to.equal(true);
    expect(error instanceof ConnectFailedError).to.equal(false);
    expect(error instanceof UsageError).to.equal(false);
  });

  it('recognises no value that it did not make', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (value: unknown) => {
        expect(value instanceof RocketMQError).to.equal(false);
        expect(value instanceof ConnectionLostError).to.equal(false);
      }),
    );
  });

  it('does not take an instance for one of a class that a user derived', () => {
    class OwnError extends ConnectionLostError {}
    const own: unknown = new OwnError(address, 'mine');
    expect(new ConnectionLostError(address, 'yours') instanceof OwnError).to.equal(false);
    expect(own instanceof OwnError).to.equal(true);
    expect(own instanceof ConnectionLostError).to.equal(true);
  });

  it('keeps what is known of the place and freezes it', () => {
    const details = { topic: 'orders', requestCode: 310, attempt: 2, elapsedMs: 3001 };
    const { context } = new RequestTimeoutError(address, 3000, details);
    expect(context).to.deep.equal({ ...details, address });
    expect(context).to.be.frozen;
  });

  it('keeps the cause as it is, outside of the context', () => {
    const cause = new TypeError('no route to host');
    const error = new ConnectFailedError(address, 'no route to host', { cause });
    expect(error.cause).to.equal(cause);
    expect(error.context).not.to.have.property('cause');
  });

  it('has no cause property when there is none', () => {
    expect(new ConnectFailedError(address, 'refused')).not.to.have.own.property('cause');
  });

  describe('toJSON', () => {
    it('gives name, code, message, retriable, context and the fields of the class', () => {
      expect(new RequestTimeoutError(address, 3000, { topic: 'orders' }).toJSON()).to.deep.equal({
        name: 'RequestTimeoutError',
        code: 'ROCKETMQ_REQUEST_TIMEOUT',
        message: 'No answer from 10.0.0.1:10911 within 3000 ms',
        retriable: true,
        context: { topic: 'orders', address },
        timeoutMs: 3000,
      });
    });

    it('describes a cause of this library in full', () => {
      const cause = new ConnectionLostError(address, 'the peer hung up');
      const json = new RequestTimeoutError(address, 3000, { cause }).toJSON();
      expect(json['cause']).to.deep.equal(cause.toJSON());
    });

    it('gives nothing but plain data', () => {
      const cause = new ConnectFailedError(address, 'refused', { cause: new Error('inner') });
      const json = new RequestTimeoutError(address, 3000, { cause }).toJSON();
      expect(JSON.parse(JSON.stringify(json))).to.deep.equal(json);
    });
  });
});

describe('describeFailure', () => {
  it('takes name, message and system code of a foreign error', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED'), {
      code: 'ECONNREFUSED',
      password: 'secret',
    });
    expect(describeFailure(error)).to.deep.equal({
      name: 'Error',
      message: 'connect ECONNREFUSED',
      code: 'ECONNREFUSED',
    });
  });

  it('leaves out a code that is not text', () => {
    expect(describeFailure(Object.assign(new Error('bad'), { code: 7 }))).to.deep.equal({
      name: 'Error',
      message: 'bad',
    });
  });

  it('tells only the type of what is no error', () => {
    expect(describeFailure('a secret')).to.equal('string');
    expect(describeFailure({ token: 'secret' })).to.equal('object');
  });
});
