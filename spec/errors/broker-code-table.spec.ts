import { expect } from 'chai';
import fc from 'fast-check';
import { BrokerCodeTable, brokerCodeEntry, brokerErrorFrom } from '../../src/errors/broker-code-table.js';
import {
  AuthenticationError,
  AuthorizationError,
  BrokerError,
  InvalidRequestError,
  NotFoundError,
  UnexpectedResponseError,
} from '../../src/errors/broker-error.js';
import { isFatal } from '../../src/errors/predicates.js';

const aclException = 'org.apache.rocketmq.acl.common.AclException: ';

describe('BrokerCodeTable', () => {
  it('calls retriable what the Java producer retries', () => {
    for (const code of [1, 2, 14, 16, 17, 204, 205, 1500])
      expect(brokerCodeEntry(code), String(code)).to.include({ retriable: true });
  });

  it('has no row for success', () => {
    expect(BrokerCodeTable.map(({ code }) => code)).not.to.include(0);
  });
});

describe('brokerCodeEntry', () => {
  it('finds every row by its code', () => {
    for (const row of BrokerCodeTable) expect(brokerCodeEntry(row.code)).to.equal(row);
  });

  it('takes an unknown code for final and without consequence', () => {
    expect(brokerCodeEntry(4711)).to.deep.equal({
      code: 4711,
      name: 'UNKNOWN',
      errorClass: UnexpectedResponseError,
      retriable: false,
      consequence: 'none',
    });
  });
});

describe('brokerErrorFrom', () => {
  it('makes the error that the table says, for every row', () => {
    for (const { code, name, errorClass, retriable } of BrokerCodeTable) {
      const error = brokerErrorFrom(code, { topic: 'orders', remark: 'because' });
      expect(error).to.be.instanceOf(errorClass);
      expect(error).to.include({ responseCode: code, responseName: name, retriable, remark: 'because' });
      expect(error.context).to.deep.equal({ topic: 'orders' });
    }
  });

  it('makes an UnexpectedResponseError of any other code', () => {
    const known = new Set(BrokerCodeTable.map(({ code }) => code));
    fc.assert(
      fc.property(
        fc.integer().filter((code) => !known.has(code)),
        (code) => {
          const error = brokerErrorFrom(code, {});
          expect(error).to.be.instanceOf(UnexpectedResponseError);
          expect(error).to.include({ responseCode: code, retriable: false });
        },
      ),
    );
  });

  describe('for refusals by access control', () => {
    const unauthenticated: readonly (readonly [version: string, code: number, remark: string])[] = [
      ['4.9', 1, `${aclException}No accessKey is configured, org.apache.rocketmq.acl.plain`],
      ['4.9', 1, `${aclException}No acl config for nobody, org.apache.rocketmq.acl.plain`],
      [
        '4.9',
        1,
        `${aclException}Check signature failed for accessKey=userKey1, org.apache.rocketmq.acl.plain`,
      ],
      ['5.x', 16, 'username cannot be null.'],
      ['5.x', 16, 'check signature failed.'],
      ['5.x', 16, 'User:nobody is not found'],
      ['5.x', 16, 'User:user1 is disabled.'],
    ];
    for (const [version, code, remark] of unauthenticated) {
      it(`takes "${remark.replace(aclException, '')}" of ${version} for wrong credentials, final`, () => {
        const error = brokerErrorFrom(code, { remark });
        expect(error).to.be.instanceOf(AuthenticationError);
        expect(error).to.include({ retriable: false, responseCode: code });
        expect(isFatal(error)).to.equal(true);
      });
    }

    const unauthorized: readonly (readonly [version: string, code: number, remark: string])[] = [
      ['4.9', 1, `${aclException}No default permission for topic:TopicRO, org.apache.rocketmq.acl.plain`],
      [
        '4.9',
        1,
        `${aclException}Need admin permission for request code=17, but accessKey=userKey1 is not, …`,
      ],
      [
        '5.x',
        16,
        'User:user1 has no permission to access Topic:TopicRO from 127.0.0.1, no matched policies.',
      ],
      [
        '5.x',
        16,
        'User:user1 has no permission to access Topic:TopicRO from 127.0.0.1, the decision is deny.',
      ],
    ];
    for (const [version, code, remark] of unauthorized) {
      it(`takes "${remark.replace(aclException, '')}" of ${version} for a missing permission, final`, () => {
        const error = brokerErrorFrom(code, { remark });
        expect(error).to.be.instanceOf(AuthorizationError);
        expect(error).to.include({ retriable: false, responseCode: code });
      });
    }

    for (const [errorClass, code, remark] of [
      [NotFoundError, 16, 'The user is not exist'],
      [NotFoundError, 16, 'The subject of User:nobody is not exist.'],
      [InvalidRequestError, 16, 'The user is existed'],
      [InvalidRequestError, 16, 'The source ip is invalid.'],
      [AuthorizationError, 16, 'The super user can only be update by super user'],
      [AuthorizationError, 1, 'The super user can only be create by super user'],
    ] as const) {
      it(`takes "${remark}" for ${errorClass.className} in the administration of users only, final`, () => {
        const error = brokerErrorFrom(code, { remark, requestCode: 3001 });
        expect(error).to.be.instanceOf(errorClass);
        expect(error).to.include({ retriable: false, responseCode: code });
        const other = brokerErrorFrom(code, { remark, requestCode: 17 });
        expect(other.retriable).to.equal(true);
      });
    }

    it('leaves a forbidden topic retriable: another broker may allow it', () => {
      const error = brokerErrorFrom(16, { remark: 'the topic[orders] sending message is forbidden' });
      expect(error).to.be.instanceOf(AuthorizationError);
      expect(error.retriable).to.equal(true);
    });

    it('leaves words about a user that it does not know as the table says', () => {
      const error = brokerErrorFrom(16, { remark: 'User:user1 is away' });
      expect(error).to.include({ name: 'AuthorizationError', retriable: true });
    });

    it('does not read the remark of other codes', () => {
      expect(brokerErrorFrom(2, { remark: 'check signature failed.' }).name).to.equal('BrokerBusyError');
      expect(brokerErrorFrom(2, { remark: `${aclException}No acl config for x` }).name).to.equal(
        'BrokerBusyError',
      );
    });

    it('reads the words of one version under the code of that version only', () => {
      expect(brokerErrorFrom(1, { remark: 'check signature failed.' }).name).to.equal('BrokerInternalError');
      expect(brokerErrorFrom(16, { remark: `${aclException}No acl config for x` }).retriable).to.equal(true);
    });

    it('reads a hostile remark in linear time', function () {
      this.timeout(1000);
      const remark = 'AclException: User:'.repeat(500_000);
      expect(brokerErrorFrom(1, { remark })).to.be.instanceOf(AuthorizationError);
      expect(brokerErrorFrom(16, { remark })).to.be.instanceOf(BrokerError);
    });
  });
});
