import { expect } from 'chai';
import * as adminErrors from '../../src/errors/admin-error.js';
import * as brokerErrors from '../../src/errors/broker-error.js';
import * as consumerErrors from '../../src/errors/consumer-error.js';
import { brokerErrorFrom } from '../../src/errors/broker-code-table.js';
import {
  isConnectionError,
  isFatal,
  isRemotingError,
  isRetriable,
  isTimeoutError,
} from '../../src/errors/predicates.js';
import * as payloadErrors from '../../src/errors/payload-error.js';
import * as producerErrors from '../../src/errors/producer-error.js';
import * as protocolErrors from '../../src/errors/protocol-error.js';
import * as remotingErrors from '../../src/errors/remoting-error.js';
import * as routeErrors from '../../src/errors/route-error.js';
import * as transportErrors from '../../src/errors/transport-error.js';
import * as usageErrors from '../../src/errors/usage-error.js';
import { errorSamples } from './samples.js';

const classes = {
  ...adminErrors,
  ...brokerErrors,
  ...consumerErrors,
  ...payloadErrors,
  ...producerErrors,
  ...protocolErrors,
  ...remotingErrors,
  ...routeErrors,
  ...transportErrors,
  ...usageErrors,
};
const samples = Object.values(errorSamples).map((make) => make(classes));

const namesOf = (predicate: (error: unknown) => boolean): readonly string[] =>
  samples.filter((error) => predicate(error)).map(({ name }) => name);

const strangers: readonly unknown[] = [
  undefined,
  null,
  'text',
  new Error('foreign'),
  { code: 'ROCKETMQ_CLOSED', retriable: true },
];

describe('isConnectionError', () => {
  it('holds for connections that failed, not for one that is merely full', () => {
    expect(namesOf(isConnectionError)).to.have.members([
      'ConnectFailedError',
      'ConnectTimeoutError',
      'ConnectionLostError',
    ]);
  });
});

describe('isTimeoutError', () => {
  it('holds for answers, connections and replies that came too late', () => {
    expect(namesOf(isTimeoutError)).to.have.members([
      'RequestTimeoutError',
      'ConnectTimeoutError',
      'ReplyTimeoutError',
    ]);
  });
});

describe('isRemotingError', () => {
  it('holds for requests that found no way to their answer', () => {
    expect(namesOf(isRemotingError)).to.have.members([
      'RequestTimeoutError',
      'PoolExhaustedError',
      'TooManyPendingRequestsError',
      'HandlerFailedError',
    ]);
  });
});

describe('isRetriable', () => {
  it('repeats what the error says', () => {
    expect(namesOf(isRetriable)).to.deep.equal(
      samples.filter(({ retriable }) => retriable).map(({ name }) => name),
    );
    expect(namesOf(isRetriable)).to.include('RequestTimeoutError').and.not.include('ClosedError');
  });
});

describe('isFatal', () => {
  it('holds for wrong use, wrong credentials and peers that do not speak the protocol', () => {
    expect(namesOf(isFatal)).to.have.members([
      'InvalidArgumentError',
      'ClosedError',
      'AlreadyConsumingError',
      'GroupInUseError',
      'InvalidStateTransitionError',
      'UnsupportedError',
      'FrameTooLargeError',
      'MalformedFrameError',
      'UnknownSerializationError',
      'DecodeError',
      'AuthenticationError',
    ]);
  });

  it('holds for what access control denies, not for a permission of a topic that may come back', () => {
    const denied = brokerErrorFrom(16, {
      remark: 'User:shop has no permission to access Topic:t from 1.1.1.1',
    });
    const forbidden = brokerErrorFrom(16, { remark: 'the topic[t] pulling message is forbidden' });
    expect([isFatal(denied), isFatal(forbidden)]).to.deep.equal([true, false]);
  });

  it('never holds together with isRetriable', () => {
    expect(samples.filter((error) => isFatal(error) && isRetriable(error))).to.deep.equal([]);
  });
});

describe('predicates', () => {
  for (const predicate of [isConnectionError, isTimeoutError, isRemotingError, isRetriable, isFatal]) {
    it(`${predicate.name} is false for what is not an error of this library`, () => {
      expect(strangers.filter((value) => predicate(value))).to.deep.equal([]);
    });
  }
});
