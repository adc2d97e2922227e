import { expect } from 'chai';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import {
  decodeLockBatchRequestBody,
  decodeLockBatchResponseBody,
  decodeUnlockBatchRequestBody,
  encodeLockBatchRequestBody,
  encodeLockBatchResponseBody,
  encodeUnlockBatchRequestBody,
} from '../../../src/protocol/bodies/lock-batch.js';
import { bodyOf, type GoldenFrame, goldenFrames } from '../support/golden.js';

const requests = (code: number): GoldenFrame[] =>
  goldenFrames.filter((frame) => frame.kind !== 'response' && frame.code === code);

/** What a body says, with the flag that only 5.x clients send. */
const said = (frame: GoldenFrame): object => ({
  onlyThisBroker: false,
  ...(JSON.parse(bodyOf(frame).toString()) as object),
});

describe('decodeLockBatchRequestBody', () => {
  it('reads and writes what the Java client sends', () => {
    expect(requests(41)).to.not.be.empty;
    for (const frame of requests(41)) {
      const request = decodeLockBatchRequestBody(bodyOf(frame));
      expect(request.mqSet, frame.name).to.not.be.empty;
      expect(JSON.parse(encodeLockBatchRequestBody(request).toString())).to.deep.equal(said(frame));
    }
  });

  it('refuses queues that are none', () => {
    for (const body of ['{"mqSet":[1]}', '{"mqSet":[{"queueId":"0"}]}', '{"mqSet":{}}', '[]', ''])
      expect(() => decodeLockBatchRequestBody(Buffer.from(body)), body).to.throw(
        DecodeError,
        'LockBatchRequestBody',
      );
  });
});

describe('decodeUnlockBatchRequestBody', () => {
  it('reads and writes what the Java client sends', () => {
    expect(requests(42)).to.not.be.empty;
    for (const frame of requests(42)) {
      const request = decodeUnlockBatchRequestBody(bodyOf(frame));
      expect(JSON.parse(encodeUnlockBatchRequestBody(request).toString())).to.deep.equal(said(frame));
    }
  });
});

describe('decodeLockBatchResponseBody', () => {
  it('reads and writes what the Java broker answers', () => {
    const frames = goldenFrames.filter(({ requestCode }) => requestCode === 41);
    expect(frames).to.not.be.empty;
    for (const frame of frames) {
      const locked = decodeLockBatchResponseBody(bodyOf(frame));
      expect(locked, frame.name).to.not.be.empty;
      expect(JSON.parse(encodeLockBatchResponseBody(locked).toString())).to.deep.equal(
        JSON.parse(bodyOf(frame).toString()),
      );
    }
  });
});
