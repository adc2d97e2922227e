import { expect } from 'chai';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import {
  decodeQueryCorrectionOffsetBody,
  encodeQueryCorrectionOffsetBody,
} from '../../../src/protocol/bodies/query-correction-offset-body.js';

// As brokers of 4.9.7 and 5.3.3 answered.
const answered = '{"correctionOffsets":{0:3,1:2,2:4}}';

describe('decodeQueryCorrectionOffsetBody', () => {
  it('reads what a broker answers, which is written the same', () => {
    const offsets = decodeQueryCorrectionOffsetBody(Buffer.from(answered));
    expect([...offsets]).to.deep.equal([
      [0, 3],
      [1, 2],
      [2, 4],
    ]);
    expect(encodeQueryCorrectionOffsetBody(offsets).toString()).to.equal(answered);
  });

  it('reads quoted ids, none at all, and refuses offsets that are none', () => {
    expect(decodeQueryCorrectionOffsetBody(Buffer.from('{"correctionOffsets":{"7":1}}')).get(7)).to.equal(1);
    expect(decodeQueryCorrectionOffsetBody(Buffer.from('{}')).size).to.equal(0);
    const wrong = Buffer.from('{"correctionOffsets":{0:"x"}}');
    expect(() => decodeQueryCorrectionOffsetBody(wrong)).to.throw(DecodeError);
  });
});
