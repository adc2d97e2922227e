import { expect } from 'chai';
import fc from 'fast-check';
import { blankMessages } from '../../../src/broker/recording/blank-messages.js';
import { bodyCrc } from '../../../src/protocol/message/crc32.js';
import {
  decodeStoredMessages,
  decodeStoredRecords,
} from '../../../src/protocol/message/stored-message-codec.js';
import { encodeStoredMessage } from '../../../src/protocol/message/stored-message-encoder.js';
import { SysFlag } from '../../../src/protocol/sys-flag.js';

const hosts = fc.constantFrom('10.0.0.1:10911', '[fd00::1]:10911');
const parts = fc.record({
  topic: fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme-ascii' }),
  body: fc.uint8Array({ maxLength: 100 }),
  properties: fc.string({ maxLength: 50, unit: 'grapheme-ascii' }),
  queueId: fc.nat(15),
  queueOffset: fc.nat(),
  physicalOffset: fc.nat(),
  sysFlag: fc.constantFrom(0, SysFlag.COMPRESSED, SysFlag.MULTI_TAGS),
  bornTimestamp: fc.nat(),
  bornHost: hosts,
  storeTimestamp: fc.nat(),
  storeHost: hosts,
});

const aMessage = {
  topic: 'orders',
  body: Buffer.from('a body'),
  queueId: 0,
  queueOffset: 0,
  physicalOffset: 0,
  bornTimestamp: 0,
  bornHost: '10.0.0.1:1',
  storeTimestamp: 0,
  storeHost: '10.0.0.1:1',
};

describe('blankMessages', () => {
  it('leaves of stored messages all but the bodies, in which it puts zeros that can be read', () => {
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 4 }), (given) => {
        const stored = Buffer.concat(given.map((message) => encodeStoredMessage(message)));
        const before = Buffer.from(stored);
        const messages = decodeStoredMessages(blankMessages(stored));
        expect(stored, 'what was given').to.deep.equal(before);
        expect(messages).to.have.length(given.length);
        for (const [index, message] of messages.entries()) {
          const { topic, body, queueOffset, bornHost, storeHost } = given[index]!;
          expect(message).to.include({ topic, queueOffset, bornHost, storeHost, isCompressed: false });
          expect(message.properties).to.deep.equal(decodeStoredMessages(stored)[index]!.properties);
          expect(message.body).to.deep.equal(Buffer.alloc(body.length));
          expect(message.bodyCrc).to.equal(bodyCrc(message.body));
        }
      }),
    );
  });

  it('makes one message of a batch that is stored as one record', () => {
    const sysFlag = SysFlag.NEED_UNWRAP | SysFlag.INNER_BATCH;
    const [message, ...more] = decodeStoredMessages(
      blankMessages(encodeStoredMessage({ ...aMessage, sysFlag })),
    );
    expect(more).to.deep.equal([]);
    expect(message?.body).to.deep.equal(Buffer.alloc(6));
  });

  it('leaves nothing of what it cannot read, nor of what follows it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (noise) => {
        const damaged = encodeStoredMessage(aMessage);
        damaged.writeInt32BE(7, 4);
        const whole = encodeStoredMessage(aMessage);
        const blank = blankMessages(Buffer.concat([whole, damaged, noise]));
        expect(blank).to.have.length(whole.length + damaged.length + noise.length);
        expect(blank.subarray(whole.length).every((byte) => byte === 0)).to.equal(true);
        expect(decodeStoredRecords(blank)[0]).to.include({ topic: 'orders' });
      }),
    );
    expect(blankMessages(Buffer.from('short'))).to.deep.equal(Buffer.alloc(5));
  });
});
