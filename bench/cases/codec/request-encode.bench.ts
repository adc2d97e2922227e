import { strict as assert } from 'node:assert';
import { decodeFrame } from '../../../src/protocol/frame-codec.js';
import { encodeProperties } from '../../../src/protocol/message/message-properties.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { createRocketMQProtocol } from '../../../src/protocol/rocketmq-protocol.js';
import { outgoing } from '../../fixtures/outgoing.js';
import { createSendRequest } from '../../fixtures/send-request.js';
import { SlabTarget } from '../../fixtures/slab-target.js';
import type { Benchmark, Contestant } from '../../harness.js';
import { createAliSend } from '../../peers/ali-ons.js';
import { stringifySend } from '../../peers/stringify-encoder.js';

const operations = 64;

/** Writes a frame; it begins where the buffer does for the first one. */
type Encode = (opaque: number) => Buffer;

function ourEncoder(serialize: 'json' | 'binary'): Encode {
  const protocol = createRocketMQProtocol({ serialize });
  const target = new SlabTarget();
  return (opaque) => {
    protocol.encode(createSendRequest(), opaque, target);
    return target.buffer;
  };
}

/** What a contestant writes, read back. */
function check(encode: Encode): void {
  const frame = encode(7);
  const command = decodeFrame(frame.subarray(0, frame.readInt32BE(0) + 4));
  const { body, bornTimestamp, properties } = outgoing;
  assert.equal(command.code, RequestCode.SEND_MESSAGE_V2);
  assert.deepEqual(command.body, body);
  const fields = command.extFields ?? {};
  assert.equal(Object.keys(fields).length, 13);
  assert.equal(fields['i'], encodeProperties(properties));
  assert.equal(fields['i'].length, 194);
  assert.equal(fields['g'], String(bornTimestamp));
}

function contestant(name: string, encode: Encode): Contestant {
  check(encode);
  return {
    name,
    run: () => {
      let frames = 0;
      for (let opaque = 1; opaque <= operations; opaque++) if (encode(opaque).length > 0) frames++;
      return frames;
    },
  };
}

/** A message to the bytes of its SEND_MESSAGE_V2 request: id, properties, header and body. */
export const benchmark: Benchmark = {
  async measure(bench) {
    const stringified = contestant('JSON.stringify, Buffer.concat', stringifySend);
    const ali = contestant('ali-ons', () => createAliSend().encode());
    const figures = { unit: 'frames', operations, expected: operations };
    await bench.compare({
      name: 'binary header',
      ...figures,
      subject: contestant('rx-rocketmq', ourEncoder('binary')),
      peers: [
        { ...stringified, atLeast: 3.5 },
        { ...ali, atLeast: 4.5 },
      ],
    });
    await bench.compare({
      name: 'JSON header',
      ...figures,
      subject: contestant('rx-rocketmq', ourEncoder('json')),
      peers: [{ ...stringified, atLeast: 1.6 }, ali],
    });
  },
};
