import { strict as assert } from 'node:assert';
import { decodeStoredMessages } from '../../../src/protocol/message/stored-message-codec.js';
import type { StoredMessage } from '../../../src/protocol/message/stored-message.js';
import { batchMessages, readProperty, storedBatch } from '../../fixtures/stored-batch.js';
import type { Benchmark } from '../../harness.js';
import { aliOns } from '../../peers/ali-ons.js';
import { decodeEagerly } from '../../peers/eager-decoder.js';

interface Decoded {
  readonly queueOffset: number;
  readonly body: Buffer;
  readonly properties: Readonly<Record<string, string>>;
}

/** ali-ons adds one with an empty name. */
function countProperties(properties: Readonly<Record<string, string>>): number {
  let count = 0;
  for (const key in properties) if (key !== '') count++;
  return count;
}

function check(batch: Buffer): void {
  const eager = decodeEagerly(batch);
  decodeStoredMessages(batch).forEach((message, index) => {
    const { properties, body, topic, storeHost, bornHost, ...numbers } = eager[index]!;
    for (const [key, value] of Object.entries({ topic, storeHost, bornHost, body, ...numbers }))
      assert.deepEqual(message[key as keyof StoredMessage], value, key);
    assert.deepEqual({ ...message.properties }, properties);
  });
}

/** A pull answer of 32 messages to message objects. */
export const benchmark: Benchmark = {
  async measure(bench) {
    for (const size of [128, 1024, 4096]) {
      const batch = storedBatch(size);
      check(batch);
      const label = size < 1024 ? `${size} B` : `${size / 1024} KiB`;
      const sumOf = (messages: readonly Decoded[]): number => {
        let sum = 0;
        for (const { queueOffset, body, properties } of messages)
          sum += (queueOffset % 1000) + body.length + body[0]! + properties[readProperty]!.length;
        return sum;
      };
      const ali = (): number => sumOf(aliOns.MessageDecoder.decodes(aliOns.ByteBuffer.wrap(batch)));
      await bench.compare({
        name: `${label}, body and one property`,
        unit: 'messages',
        operations: batchMessages,
        expected: sumOf(decodeEagerly(batch)),
        subject: {
          name: 'rx-rocketmq',
          run: () => {
            let sum = 0;
            for (const message of decodeStoredMessages(batch)) {
              const { queueOffset, body } = message;
              sum +=
                (queueOffset % 1000) + body.length + body[0]! + message.getProperty(readProperty)!.length;
            }
            return sum;
          },
        },
        peers: [
          { name: 'own eager decoder', run: () => sumOf(decodeEagerly(batch)), atLeast: 4 },
          { name: 'ali-ons', run: ali, ...(size === 1024 ? { atLeast: 10 } : {}) },
        ],
      });
      if (size !== 1024) continue;
      const propertiesOf = (messages: readonly Decoded[]): number => {
        let sum = 0;
        for (const { properties, body } of messages)
          sum += countProperties(properties) + body[0]! + properties[readProperty]!.length;
        return sum;
      };
      await bench.compare({
        name: `${label}, body and all properties`,
        unit: 'messages',
        operations: batchMessages,
        expected: propertiesOf(decodeEagerly(batch)),
        subject: { name: 'rx-rocketmq', run: () => propertiesOf(decodeStoredMessages(batch)) },
        peers: [
          { name: 'own eager decoder', run: () => propertiesOf(decodeEagerly(batch)), atLeast: 1.5 },
          {
            name: 'ali-ons',
            run: () => propertiesOf(aliOns.MessageDecoder.decodes(aliOns.ByteBuffer.wrap(batch))),
          },
        ],
      });
    }
  },
};
