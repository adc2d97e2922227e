import { expect } from 'chai';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import {
  decodeConsumeMessageDirectlyResult,
  encodeConsumeMessageDirectlyResult,
} from '../../../src/protocol/bodies/consume-message-directly-result.js';
import { bodyOf, goldenFrames } from '../support/golden.js';

describe('decodeConsumeMessageDirectlyResult', () => {
  it('reads and writes the answers of Java clients', () => {
    const frames = goldenFrames.filter(
      ({ bodyLength, requestCode }) => requestCode === 309 && bodyLength > 0,
    );
    expect(frames).to.not.be.empty;
    for (const frame of frames) {
      const result = decodeConsumeMessageDirectlyResult(bodyOf(frame));
      expect(JSON.parse(encodeConsumeMessageDirectlyResult(result).toString()), frame.name).to.deep.equal(
        JSON.parse(bodyOf(frame).toString()),
      );
    }
  });

  it('reads a failure with its remark', () => {
    const result = {
      order: true,
      autoCommit: false,
      consumeResult: 'CR_THROW_EXCEPTION',
      remark: 'no luck',
      spentTimeMills: 4,
    } as const;
    expect(decodeConsumeMessageDirectlyResult(encodeConsumeMessageDirectlyResult(result))).to.deep.equal(
      result,
    );
  });

  it('refuses an unknown result', () => {
    const body = Buffer.from('{"consumeResult":"CR_PERHAPS"}');
    expect(() => decodeConsumeMessageDirectlyResult(body)).to.throw(DecodeError, 'consumeResult');
  });
});
