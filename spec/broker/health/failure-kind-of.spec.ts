import { expect } from 'chai';
import { failureKindOf } from '../../../src/broker/health/failure-kind-of.js';
import { brokerErrorFrom } from '../../../src/errors/broker-code-table.js';
import { RequestTimeoutError, TooManyPendingRequestsError } from '../../../src/errors/remoting-error.js';
import {
  ConnectFailedError,
  ConnectionLostError,
  ConnectTimeoutError,
  OutboxFullError,
} from '../../../src/errors/transport-error.js';
import { ClosedError } from '../../../src/errors/usage-error.js';

const address = '10.0.0.1:10911';
const unreachable = new ConnectFailedError(address, 'connection refused');

describe('failureKindOf', () => {
  for (const [name, error, kind] of [
    ['a refused connection', unreachable, 'unreachable'],
    ['a dial that took too long', new ConnectTimeoutError(address, 3000), 'unreachable'],
    [
      'a timeout without a connection',
      new RequestTimeoutError(address, 9, { cause: unreachable }),
      'unreachable',
    ],
    ['a timeout', new RequestTimeoutError(address, 9), 'timeout'],
    ['a lost connection', new ConnectionLostError(address, 'reset'), 'lost'],
    ['a broker that does not read', new OutboxFullError(address, 1), 'busy'],
    ['too many requests in flight', new TooManyPendingRequestsError(address, 1), 'busy'],
    ['SYSTEM_BUSY', brokerErrorFrom(2), 'busy'],
    ['SERVICE_NOT_AVAILABLE', brokerErrorFrom(14), 'busy'],
    ['GO_AWAY', brokerErrorFrom(1500), 'unreachable'],
    ['SYSTEM_ERROR, which is also the answer to wrong questions', brokerErrorFrom(1), undefined],
    ['NO_PERMISSION', brokerErrorFrom(16), undefined],
    ['a closed client', new ClosedError('client'), undefined],
    ['a defect', new TypeError('defect'), undefined],
    ['nothing', undefined, undefined],
  ] as const)
    it(`takes ${name} for ${kind ?? 'no failure of the broker'}`, () => {
      expect(failureKindOf(error)).to.equal(kind);
    });
});
