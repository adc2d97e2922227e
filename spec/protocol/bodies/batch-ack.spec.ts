import { expect } from 'chai';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import {
  type BatchAck,
  decodeBatchAckMessage,
  encodeBatchAckMessage,
} from '../../../src/protocol/bodies/batch-ack.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { bodyOf, goldenFrames, vectors } from '../support/golden.js';

const batch = (offsets: readonly number[]): BatchAck => ({
  consumerGroup: 'G',
  topic: 'T',
  retryMark: 0,
  startOffset: 100,
  queueId: 1,
  reviveQueueId: 2,
  popTime: 1_700_000_000_000,
  invisibleTime: 60_000,
  offsets,
});

describe('encodeBatchAckMessage', () => {
  it('writes what Java writes, and reads it back', () => {
    for (const { bits, json } of vectors('batch-ack') as { bits: number[]; json: string }[]) {
      const message = { brokerName: 'broker-a', acks: [batch(bits.map((bit) => 100 + bit))] };
      const body = encodeBatchAckMessage(message);
      expect(body.toString()).to.equal(`{"acks":[${json}],"brokerName":"broker-a"}`);
      expect(decodeBatchAckMessage(body)).to.deep.equal(message);
    }
  });
});

describe('decodeBatchAckMessage', () => {
  it('reads every recorded body, which is written the same', () => {
    const recorded = goldenFrames.filter(
      ({ code, kind }) => code === RequestCode.BATCH_ACK_MESSAGE && kind === 'request',
    );
    expect(recorded).to.not.be.empty;
    for (const frame of recorded)
      expect(encodeBatchAckMessage(decodeBatchAckMessage(bodyOf(frame))), frame.name).to.deep.equal(
        bodyOf(frame),
      );
  });

  it('takes the long names', () => {
    const long = {
      consumerGroup: 'G',
      topic: 'T',
      retry: '0',
      startOffset: 100,
      queueId: 1,
      reviveQueueId: 2,
      popTime: 1_700_000_000_000,
      invisibleTime: 60_000,
      bitSet: 'BQI=',
    };
    const body = Buffer.from(JSON.stringify({ brokerName: 'b', acks: [long] }));
    expect(decodeBatchAckMessage(body)).to.deep.equal({ brokerName: 'b', acks: [batch([100, 102, 109])] });
  });

  it('refuses an unknown mark', () => {
    const body = Buffer.from('{"acks":[{"r":"9"}]}');
    expect(() => decodeBatchAckMessage(body)).to.throw(DecodeError);
  });
});
