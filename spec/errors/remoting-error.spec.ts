import { expect } from 'chai';
import {
  HandlerFailedError,
  RequestTimeoutError,
  TooManyPendingRequestsError,
} from '../../src/errors/remoting-error.js';

const address = '10.0.0.1:10911';

describe('RequestTimeoutError', () => {
  it('is retriable and gives the limit in milliseconds', () => {
    expect(new RequestTimeoutError(address, 3000)).to.include({
      message: 'No answer from 10.0.0.1:10911 within 3000 ms',
      timeoutMs: 3000,
      retriable: true,
    });
  });

  it('prefers the address it was called with over one in the details', () => {
    expect(new RequestTimeoutError(address, 3000, { address: 'other:1' }).context).to.deep.equal({ address });
  });
});

describe('TooManyPendingRequestsError', () => {
  it('is retriable and gives the limit', () => {
    expect(new TooManyPendingRequestsError(address, 10_000)).to.include({
      message: '10000 requests already wait for 10.0.0.1:10911',
      maxPendingRequests: 10_000,
      retriable: true,
    });
  });
});

describe('HandlerFailedError', () => {
  it('is final and names the handler, its place and its hook', () => {
    const cause = new Error('no key');
    const error = new HandlerFailedError('acl', 'onWrite', 2, { cause });
    expect(error).to.include({
      message: 'The handler acl (number 2) failed in onWrite',
      handler: 'acl',
      hook: 'onWrite',
      position: 2,
      retriable: false,
      cause,
    });
  });
});
