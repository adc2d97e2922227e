import { expect } from 'chai';
import { expectSuccess, refusal } from '../../src/naming/server-call.js';
import {
  BrokerBusyError,
  BrokerTopicNotFoundError,
  UnexpectedResponseError,
} from '../../src/errors/broker-error.js';
import { createResponse, ResponseCode } from '../../src/protocol/index.js';

const context = { address: 'b:1', requestCode: 11 };

describe('refusal', () => {
  it('is the error of the code, with where it came from and the words of the broker', () => {
    const error = refusal(createResponse(ResponseCode.TOPIC_NOT_EXIST, { remark: 'no such topic' }), context);
    expect(error).to.be.instanceOf(BrokerTopicNotFoundError);
    expect(error).to.include({ responseCode: 17, remark: 'no such topic' });
    expect(error).to.have.property('context').that.deep.equals(context);
  });

  it('is an unexpected response for a code that nobody knows', () => {
    expect(refusal(createResponse(4711), context)).to.be.instanceOf(UnexpectedResponseError);
  });
});

describe('expectSuccess', () => {
  it('lets a success with a remark through', () => {
    const answer = createResponse(ResponseCode.SUCCESS, { remark: 'FOUND' });
    expect(() => expectSuccess(answer, context)).not.to.throw();
  });

  it('throws for any other code', () => {
    expect(() => expectSuccess(createResponse(ResponseCode.SYSTEM_BUSY), context)).to.throw(BrokerBusyError);
  });
});
