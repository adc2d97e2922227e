import { strict as assert } from 'node:assert';
import { createRocketMQProtocol } from '../../../src/protocol/rocketmq-protocol.js';
import { brokerReply, declaredOrderReply, jsonFrame, misleadingReplies } from '../../fixtures/replies.js';
import type { Benchmark } from '../../harness.js';
import { aliOns } from '../../peers/ali-ons.js';

const operations = 64;
const firstOpaque = 1_234_500;
const protocol = createRocketMQProtocol();

interface Dispatch {
  readonly code: number;
  readonly opaque: number;
  readonly flag: number;
}

function checkMisleading(): void {
  for (const header of misleadingReplies) {
    const frame = jsonFrame(header);
    const { code, opaque, flag } = protocol.decode(frame, 0, frame.length, false);
    const expected = JSON.parse(header) as Dispatch;
    assert.deepEqual([code, opaque, flag], [expected.code, expected.opaque, expected.flag], header);
  }
}

/** A reply to the code and opaque that dispatch needs, with the rest of the header kept for who asks. */
export const benchmark: Benchmark = {
  async measure(bench) {
    checkMisleading();
    for (const { name, write, atLeast } of [
      { name: 'keys as brokers write them', write: brokerReply, atLeast: 6 },
      { name: 'keys in another order', write: declaredOrderReply, atLeast: 3 },
    ]) {
      // As in a read buffer: one frame behind the other.
      const frames = Array.from({ length: operations }, (_, index) => jsonFrame(write(firstOpaque + index)));
      const bytes = Buffer.concat(frames);
      const ends = frames.map((_, index) =>
        frames.slice(0, index + 1).reduce((sum, { length }) => sum + length, 0),
      );
      const decodeAll = (decode: (start: number, end: number) => Dispatch) => (): number => {
        let sum = 0;
        let start = 0;
        for (let i = 0; i < operations; i++) {
          const end = ends[i]!;
          const { code, opaque, flag } = decode(start, end);
          sum += code + opaque + flag;
          start = end;
        }
        return sum;
      };
      const parse = (start: number, end: number): Dispatch => {
        const headerEnd = start + 8 + (bytes.readUInt32BE(start + 4) & 0xff_ff_ff);
        return JSON.parse(bytes.toString('utf8', start + 8, Math.min(headerEnd, end))) as Dispatch;
      };
      await bench.compare({
        name,
        unit: 'replies',
        operations,
        expected: decodeAll(parse)(),
        subject: {
          name: 'rx-rocketmq',
          run: decodeAll((start, end) => protocol.decode(bytes, start, end, false)),
        },
        peers: [
          { name: 'JSON.parse', run: decodeAll(parse), atLeast },
          {
            name: 'ali-ons',
            run: decodeAll(
              (start, end) =>
                aliOns.RemotingCommand.decode(bytes.subarray(start, end)) as unknown as Dispatch,
            ),
          },
        ],
      });
    }
  },
};
