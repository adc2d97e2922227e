import { expect } from 'chai';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import {
  decodeResetOffsetBody,
  encodeResetOffsetBody,
  encodeResetOffsetBodyForC,
} from '../../../src/protocol/bodies/reset-offset-body.js';
import { bodyOf, goldenFrames } from '../support/golden.js';

const offsets = [
  { messageQueue: { topic: 'T', brokerName: 'broker-a', queueId: 0 }, value: 5 },
  { messageQueue: { topic: 'T', brokerName: 'a@b', queueId: 1 }, value: 0 },
];

describe('decodeResetOffsetBody', () => {
  it('reads and writes, byte by byte, what the Java broker sends to clients and answers', () => {
    const frames = goldenFrames.filter(
      ({ bodyLength, code, requestCode }) => bodyLength > 0 && (code === 220 || requestCode === 222),
    );
    expect(frames).to.have.lengthOf(5);
    for (const frame of frames) {
      const table = decodeResetOffsetBody(bodyOf(frame));
      expect(table, frame.name).to.have.lengthOf(1);
      expect(encodeResetOffsetBody(table).toString(), frame.name).to.equal(bodyOf(frame).toString());
    }
  });

  it('reads the form with keys that are objects, and the list for C++', () => {
    expect(decodeResetOffsetBody(encodeResetOffsetBody(offsets))).to.deep.equal(offsets);
    expect(decodeResetOffsetBody(encodeResetOffsetBodyForC(offsets))).to.deep.equal(offsets);
  });

  it('refuses an offset that is none', () => {
    for (const body of ['{"offsetTable":{{"topic":"T"}:"5"}}', '{"offsetTable":[{"offset":1.5}]}'])
      expect(() => decodeResetOffsetBody(Buffer.from(body)), body).to.throw(DecodeError, 'ResetOffsetBody');
  });
});

describe('encodeResetOffsetBodyForC', () => {
  it('writes the keys of Java', () => {
    expect(encodeResetOffsetBodyForC(offsets.slice(0, 1)).toString()).to.equal(
      '{"offsetTable":[{"brokerName":"broker-a","offset":5,"queueId":0,"topic":"T"}]}',
    );
  });
});
