import { expect } from 'chai';
import { GetMaxOffsetResponseHeader, ResponseCode } from '../../../src/protocol/index.js';
import { accept, acceptSilently, acceptWith } from '../../../src/testing/server/accept.js';

const body = Buffer.from('x');

describe('accept', () => {
  it('is a success without a word', () => {
    const { code, remark, extFields, isResponse } = accept(body);
    expect([code, remark, extFields ?? {}, isResponse]).to.deep.equal([
      ResponseCode.SUCCESS,
      undefined,
      {},
      true,
    ]);
    expect([accept(body).body, accept().body]).to.deep.equal([body, undefined]);
  });
});

describe('acceptSilently', () => {
  it('is a success with the remark that real brokers forget to replace', () => {
    const { code, remark } = acceptSilently(body);
    expect([code, remark]).to.deep.equal([ResponseCode.SUCCESS, 'not set any response code']);
  });
});

describe('acceptWith', () => {
  it('is a success with a header', () => {
    const answer = acceptWith(GetMaxOffsetResponseHeader, { offset: 7 }, body);
    expect([answer.code, GetMaxOffsetResponseHeader.read(answer).offset, answer.body]).to.deep.equal([
      0,
      7,
      body,
    ]);
  });
});
