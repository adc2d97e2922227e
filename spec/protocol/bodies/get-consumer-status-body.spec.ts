import { expect } from 'chai';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import {
  decodeGetConsumerStatusBody,
  encodeGetConsumerStatusBody,
} from '../../../src/protocol/bodies/get-consumer-status-body.js';
import { bodyOf, goldenFrames } from '../support/golden.js';

describe('decodeGetConsumerStatusBody', () => {
  it('reads and writes, byte by byte, the answers of Java clients and brokers', () => {
    const frames = goldenFrames.filter(({ requestCode }) => requestCode === 221 || requestCode === 223);
    expect(frames).to.have.lengthOf(4);
    for (const frame of frames) {
      const status = decodeGetConsumerStatusBody(bodyOf(frame));
      expect(encodeGetConsumerStatusBody(status).toString(), frame.name).to.equal(bodyOf(frame).toString());
    }
  });

  it('gives the offsets of each client', () => {
    const offsets = [{ messageQueue: { topic: 'T', brokerName: 'b', queueId: 3 }, value: 7 }];
    const status = { messageQueueTable: [], consumerTable: { one: offsets, 'two@"': [] } };
    expect(decodeGetConsumerStatusBody(encodeGetConsumerStatusBody(status))).to.deep.equal(status);
  });

  it('refuses an offset that is none', () => {
    const body = Buffer.from('{"consumerTable":{"c":{{"topic":"T"}:null,{"topic":"U"}:"x"}}}');
    expect(() => decodeGetConsumerStatusBody(body)).to.throw(DecodeError, 'GetConsumerStatusBody');
  });
});
