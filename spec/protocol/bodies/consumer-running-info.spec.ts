import { expect } from 'chai';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import {
  decodeConsumerRunningInfo,
  encodeConsumerRunningInfo,
} from '../../../src/protocol/bodies/consumer-running-info.js';
import { parseLenientJson } from '../../../src/protocol/lenient-json.js';
import { bodyOf, goldenFrames } from '../support/golden.js';

const parsed = (body: Buffer): unknown => parseLenientJson(body.toString(), 'test');

describe('decodeConsumerRunningInfo', () => {
  it('reads and writes the answers of Java clients', () => {
    const frames = goldenFrames.filter(
      ({ bodyLength, requestCode }) => requestCode === 307 && bodyLength > 0,
    );
    expect(frames).to.have.lengthOf(4);
    for (const frame of frames) {
      const info = decodeConsumerRunningInfo(bodyOf(frame));
      expect(info.mqTable, frame.name).to.not.be.empty;
      expect(info.properties['PROP_CONSUME_TYPE']).to.equal('CONSUME_PASSIVELY');
      // Clients of 4.x leave out two tables that came later.
      expect(parsed(encodeConsumerRunningInfo(info)), frame.name).to.deep.equal({
        mqPopTable: {},
        userConsumerInfo: {},
        ...(parsed(bodyOf(frame)) as object),
      });
    }
  });

  it('reads what it wrote, stacks and pops included', () => {
    const messageQueue = { topic: 'T', brokerName: 'b', queueId: -1 };
    const info = {
      ...decodeConsumerRunningInfo(Buffer.from('{}')),
      mqPopTable: [{ messageQueue, value: { waitAckCount: 2, droped: true, lastPopTimestamp: 9 } }],
      statusTable: {
        T: {
          pullRT: 0.5,
          pullTPS: 1,
          consumeRT: 2.25,
          consumeOKTPS: 0,
          consumeFailedTPS: 0,
          consumeFailedMsgs: 3,
        },
      },
      userConsumerInfo: { mood: 'good' },
      jstack: 'main',
    };
    expect(decodeConsumerRunningInfo(encodeConsumerRunningInfo(info))).to.deep.equal(info);
  });

  it('refuses numbers that are none', () => {
    for (const body of [
      '{"statusTable":{"T":{"pullRT":"1"}}}',
      '{"mqTable":{{"topic":"T"}:{"commitOffset":0.5}}}',
    ])
      expect(() => decodeConsumerRunningInfo(Buffer.from(body)), body).to.throw(
        DecodeError,
        'ConsumerRunningInfo',
      );
  });
});
