import { expect } from 'chai';
import {
  ConnectFailedError,
  ConnectionLostError,
  ConnectTimeoutError,
  ListenFailedError,
  OutboxFullError,
  type TransportError,
} from '../../src/errors/transport-error.js';

const address = '10.0.0.1:10911';

const cases: readonly (readonly [error: TransportError, message: string, fields: object])[] = [
  [new ConnectFailedError(address, 'refused'), 'Cannot connect to 10.0.0.1:10911: refused', {}],
  [
    new ConnectTimeoutError(address, 3000),
    'Cannot connect to 10.0.0.1:10911 within 3000 ms',
    { timeoutMs: 3000 },
  ],
  [new ListenFailedError(address, 'EADDRINUSE'), 'Cannot listen at 10.0.0.1:10911: EADDRINUSE', {}],
  [
    new ConnectionLostError(address, 'the peer hung up'),
    'The connection to 10.0.0.1:10911 was lost: the peer hung up',
    { reason: 'the peer hung up' },
  ],
  [
    new OutboxFullError(address, 1024),
    'More than 1024 bytes wait to be written to 10.0.0.1:10911',
    { maxOutboxBytes: 1024 },
  ],
];

for (const [error, message, fields] of cases) {
  describe(error.name, () => {
    it('is retriable and tells address and circumstances', () => {
      expect(error).to.include({ message, retriable: true, ...fields });
      expect(error.context).to.deep.equal({ address });
    });
  });
}
