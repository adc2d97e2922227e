import { expect } from 'chai';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';
import { draftHalf } from '../../../src/producer/transaction/draft-half.js';
import { SysFlag } from '../../../src/protocol/sys-flag.js';

const message = { topic: 'orders', body: 'hello' };

describe('draftHalf', () => {
  it('marks a message as the half of a transaction of a group', () => {
    expect(draftHalf(message, 'A1', 'shop', undefined)).to.deep.equal({
      message,
      messageId: 'A1',
      properties: { TRAN_MSG: 'true', PGROUP: 'shop' },
      sysFlag: SysFlag.TRANSACTION_PREPARED,
    });
  });

  for (const [ms, seconds] of [
    [1, '1'],
    [1000, '1'],
    [1001, '2'],
    [60_000, '60'],
  ] as const)
    it(`asks for no check in the first ${ms} ms, in whole seconds`, () => {
      const { properties } = draftHalf(message, 'A1', 'shop', ms);
      expect(properties).to.include({ CHECK_IMMUNITY_TIME_IN_SECONDS: seconds });
    });

  it('refuses a delay', () => {
    expect(() => draftHalf({ ...message, delay: { ms: 1000 } }, 'A1', 'shop', undefined)).to.throw(
      InvalidArgumentError,
      /delay/,
    );
  });
});
