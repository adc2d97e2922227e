import { expect } from 'chai';
import fc from 'fast-check';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import { UnsupportedError } from '../../../src/errors/usage-error.js';
import { createCompressionRegistry } from '../../../src/payload/compression.js';
import { createDecompress, synchronousDecompressors } from '../../../src/payload/decompress.js';
import { encodeBatch } from '../../../src/protocol/message/batch-codec.js';
import { bodyCrc } from '../../../src/protocol/message/crc32.js';
import { encodeProperties } from '../../../src/protocol/message/message-properties.js';
import { RecordMagic } from '../../../src/protocol/message/record-layout.js';
import type { StoredMessage } from '../../../src/protocol/message/stored-message.js';
import {
  decodeStoredMessages,
  decodeStoredRecords,
  type StoredRecord,
} from '../../../src/protocol/message/stored-message-codec.js';
import {
  encodeStoredMessage,
  type StoredMessageParts,
} from '../../../src/protocol/message/stored-message-encoder.js';
import type { UndecodableMessage } from '../../../src/protocol/message/undecodable-message.js';
import {
  bodyOf,
  fromJavaHost,
  type GoldenMessage,
  goldenFrames,
  inFull,
  sha256,
  vectors,
} from '../support/golden.js';

const registry = createCompressionRegistry();
const decompressors = synchronousDecompressors(registry);
const decompress = createDecompress(1_000_000, registry);
const withMessages = goldenFrames.filter(({ messages }) => messages !== undefined);

const parts: StoredMessageParts = {
  topic: 'T',
  body: Buffer.from('hello'),
  properties: encodeProperties({ TAGS: 'TagA', KEYS: 'k1 k2' }),
  queueId: 1,
  queueOffset: 100,
  physicalOffset: 4096,
  flag: 3,
  bornTimestamp: 1_700_000_000_000,
  bornHost: '10.0.0.9:50000',
  storeTimestamp: 1_700_000_000_001,
  storeHost: '10.0.0.1:10911',
  reconsumeTimes: 2,
};

const goldenRecord = Buffer.from(
  '00000076DAA320A73610A6860000000100000003000000000000006400000000000010000000' +
    '00000000018BCFE568000A0000090000C3500000018BCFE568010A00000100002A9F0000000200000000000000000000000568' +
    '656C6C6F01540015544147530154616741024B455953016B31206B3202',
  'hex',
);

/** What the fixtures say of a record, of a message of ours. */
function expectGolden(message: StoredMessage, golden: GoldenMessage, name: string): void {
  expect(
    {
      magic: `0x${(message.magic >>> 0).toString(16).toUpperCase()}`,
      storeSize: message.storeSize,
      topic: message.topic,
      queueId: message.queueId,
      queueOffset: message.queueOffset,
      commitLogOffset: message.physicalOffset,
      flag: message.flag,
      storedSysFlag: message.sysFlag,
      bodyCRC: message.bodyCrc,
      bornTimestamp: message.bornTimestamp,
      bornHost: inFull(message.bornHost),
      storeTimestamp: message.storeTimestamp,
      storeHost: inFull(message.storeHost),
      reconsumeTimes: message.reconsumeTimes,
      preparedTransactionOffset: message.preparedTransactionOffset,
      msgId: message.messageId,
      offsetMsgId: message.offsetMessageId,
      properties: { ...message.properties },
      storedBodyLength: message.body.length,
      storedBodySha256: sha256(message.body),
    },
    name,
  ).to.deep.equal({
    magic: golden.magic,
    storeSize: golden.storeSize,
    topic: golden.topic,
    queueId: golden.queueId,
    queueOffset: golden.queueOffset,
    commitLogOffset: golden.commitLogOffset,
    flag: golden.flag,
    storedSysFlag: golden.storedSysFlag,
    bodyCRC: golden.bodyCRC,
    bornTimestamp: golden.bornTimestamp,
    bornHost: fromJavaHost(golden.bornHost),
    storeTimestamp: golden.storeTimestamp,
    storeHost: fromJavaHost(golden.storeHost),
    reconsumeTimes: golden.reconsumeTimes,
    preparedTransactionOffset: golden.preparedTransactionOffset,
    msgId: golden.msgId,
    offsetMsgId: golden.offsetMsgId,
    properties: golden.properties,
    storedBodyLength: golden.storedBodyLength,
    storedBodySha256: golden.storedBodySha256 ?? sha256(Buffer.alloc(0)),
  });
}

describe('decodeStoredMessages', () => {
  it('reads every recorded message as Java does', () => {
    for (const frame of withMessages) {
      const plain = (frame.messages ?? []).filter(({ innerMessages }) => innerMessages === undefined);
      const messages = decodeStoredMessages(bodyOf(frame)).filter(({ isInnerBatch }) => !isInnerBatch);
      expect(messages.length, frame.name).to.equal(plain.length);
      messages.forEach((message, index) => expectGolden(message, plain[index]!, frame.name));
    }
  });

  it('finds each property of them by name', () => {
    for (const frame of withMessages)
      for (const [index, golden] of (frame.messages ?? []).entries()) {
        if (golden.innerMessages !== undefined) continue;
        const message = decodeStoredMessages(bodyOf(frame))[index]!;
        for (const [key, value] of Object.entries(golden.properties))
          expect(message.getProperty(key), `${frame.name} ${key}`).to.equal(value);
        expect(message.getProperty('absent')).to.equal(undefined);
        expect(message.properties['absent']).to.equal(undefined);
        expect(message.getProperty('TAGS')).to.equal(golden.properties['TAGS']);
      }
  });

  it('decompresses the bodies of those that are compressed', async () => {
    const packed = withMessages.filter(({ messages }) =>
      messages?.some(({ bodySha256 }) => bodySha256 !== undefined),
    );
    expect(packed).to.not.be.empty;
    const messages = await Promise.all(
      packed.flatMap((frame) =>
        decodeStoredMessages(bodyOf(frame)).map(async (stored, index) => {
          const message = stored.isCompressed
            ? stored.withDecompressedBody(await decompress(stored))
            : stored;
          return { message, golden: frame.messages![index]!, name: frame.name };
        }),
      ),
    );
    for (const { message, golden, name } of messages) {
      expect(message.isCompressed, name).to.equal(false);
      expect(message.sysFlag, name).to.equal(golden.sysFlag);
      expect(message.body.length, name).to.equal(golden.bodyLength ?? golden.storedBodyLength);
      expect(sha256(message.body), name).to.equal(golden.bodySha256 ?? golden.storedBodySha256);
      expect(message, name).to.include({ queueOffset: golden.queueOffset, bodyCrc: golden.bodyCRC });
    }
  });

  it('unwraps batches that are stored as one record', () => {
    const batches = withMessages.filter(({ messages }) =>
      messages?.some(({ innerMessages }) => innerMessages),
    );
    expect(batches).to.not.be.empty;
    for (const frame of batches) {
      const [outer] = frame.messages!;
      const messages = decodeStoredMessages(bodyOf(frame));
      expect(messages.length).to.equal(outer!.innerMessages!.length);
      messages.forEach((message, index) => {
        const { bodySha256, properties, ...inner } = outer!.innerMessages![index]!;
        expect(message).to.include({ topic: inner.topic, queueId: inner.queueId, flag: inner.flag });
        expect(message.queueOffset).to.equal(inner.queueOffset);
        expect(message.messageId).to.equal(inner.msgId);
        expect({ ...message.properties }).to.deep.equal(properties);
        expect(sha256(message.body)).to.equal(bodySha256);
        expect(message).to.include({ physicalOffset: outer!.commitLogOffset, reconsumeTimes: 0, bodyCrc: 0 });
        expect(message).to.include({ bornTimestamp: outer!.bornTimestamp, storeHost: outer!.storeHost });
      });
    }
  });

  it('reads the vectors of the Java classes', () => {
    for (const { record, base64 } of vectors('stored-record') as readonly {
      readonly record: GoldenMessage;
      readonly base64: string;
    }[]) {
      const [message, ...rest] = decodeStoredMessages(Buffer.from(base64, 'base64'));
      expect(rest).to.be.empty;
      expectGolden(message!, record, record.topic);
    }
  });

  it('throws for the first record that it cannot read', () => {
    const broken = Buffer.from(goldenRecord);
    broken[4] = 0;
    expect(() => decodeStoredMessages(Buffer.concat([goldenRecord, broken])))
      .to.throw(DecodeError, 'a stored message at byte 118: the magic 0xA320A7 is unknown')
      .that.has.property('offset', 118);
  });

  it('reads nothing from nothing, and from any byte array', () => {
    expect(decodeStoredMessages(Buffer.alloc(0))).to.deep.equal([]);
    expect(decodeStoredMessages(new Uint8Array(goldenRecord))[0]?.topic).to.equal('T');
  });
});

describe('encodeStoredMessage', () => {
  it('writes the golden record of the protocol description', () => {
    expect(encodeStoredMessage(parts)).to.deep.equal(goldenRecord);
    expect(decodeStoredMessages(goldenRecord)[0]?.offsetMessageId).to.equal(
      '0A00000100002A9F0000000000001000',
    );
  });

  it('sets the flags of IPv6 hosts', () => {
    const hosts = { bornHost: '[fd00::9]:1', storeHost: '[fd00::1]:2' };
    const record = encodeStoredMessage({ ...parts, ...hosts, sysFlag: 0 });
    expect(record.length).to.equal(142);
    expect(decodeStoredMessages(record)[0]).to.include({ sysFlag: 48, ...hosts });
    expect(decodeStoredMessages(encodeStoredMessage({ ...parts, sysFlag: 48 }))[0]?.sysFlag).to.equal(0);
  });

  it('rewrites every recorded record byte by byte', () => {
    for (const frame of withMessages) {
      for (const message of decodeStoredRecords(bodyOf(frame)) as StoredMessage[]) {
        if (message.bodyCrc === 0) continue;
        const bare = { ...partsOf(message), properties: '' };
        // The order of properties, and a last separator that 4.9 leaves out, are the sender's: they are taken as they are.
        const properties = message.bytes.toString('utf8', encodeStoredMessage(bare).length);
        expect(encodeStoredMessage({ ...bare, properties }), frame.name).to.deep.equal(message.bytes);
      }
    }
  });

  it('is read back with every field, in both versions and all mixes of hosts', () => {
    fc.assert(
      fc.property(anyParts, (given) => {
        const [message, ...rest] = decodeStoredMessages(encodeStoredMessage(given));
        expect(rest).to.be.empty;
        expect(partsOf(message!)).to.deep.equal({ ...given, body: Buffer.from(given.body) });
        expect(message?.magic).to.equal(
          Buffer.byteLength(given.topic) > 127 ? RecordMagic.V2 : RecordMagic.V1,
        );
      }),
    );
  });

  it('refuses what has no room in a record', () => {
    expect(() => encodeStoredMessage({ ...parts, properties: 'x'.repeat(32_768) })).to.throw(
      'properties must be',
    );
    expect(() => encodeStoredMessage({ ...parts, bornHost: 'localhost:1' })).to.throw('bornHost must be');
  });
});

function partsOf(message: StoredMessage): Required<StoredMessageParts> {
  const { topic, body, queueId, queueOffset, physicalOffset, flag, sysFlag, bornTimestamp, bornHost } =
    message;
  const { storeTimestamp, storeHost, reconsumeTimes, preparedTransactionOffset } = message;
  return {
    topic,
    body,
    queueId,
    queueOffset,
    physicalOffset,
    flag,
    sysFlag,
    bornTimestamp,
    bornHost,
    storeTimestamp,
    storeHost,
    reconsumeTimes,
    preparedTransactionOffset,
    bodyCrc: message.bodyCrc,
    properties: encodeProperties(message.properties),
  };
}

const anyHost = fc.constantFrom('10.0.0.9:50000', '[fd00::9]:50001', '127.0.0.1:0', '[::1]:65535');
const anyOffset = fc.integer({ min: -1, max: Number.MAX_SAFE_INTEGER });
const anyInt = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const anyParts: fc.Arbitrary<Required<StoredMessageParts>> = fc
  .record({
    topic: fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.string({ minLength: 120, maxLength: 255 }),
    ),
    body: fc.uint8Array({ maxLength: 60 }),
    properties: fc.constantFrom('', 'a\u0001b\u0002', 'TAGS\u0001é\u0002KEYS\u0001k\u0002'),
    queueId: anyInt,
    queueOffset: anyOffset,
    physicalOffset: anyOffset,
    flag: anyInt,
    bornTimestamp: anyOffset,
    bornHost: anyHost,
    storeTimestamp: anyOffset,
    storeHost: anyHost,
    reconsumeTimes: anyInt,
    preparedTransactionOffset: anyOffset,
  })
  .map((given) =>
    Object.assign(given, {
      sysFlag: (given.bornHost.startsWith('[') ? 16 : 0) + (given.storeHost.startsWith('[') ? 32 : 0),
      bodyCrc: bodyCrc(given.body),
    }),
  );

const isUndecodable = (record: StoredRecord): record is UndecodableMessage => 'undecodable' in record;
const summary = (records: readonly StoredRecord[]): (number | string)[] =>
  records.map((record) => (isUndecodable(record) ? record.reason : record.queueOffset));

const recordAt = (queueOffset: number): Buffer => encodeStoredMessage({ ...parts, queueOffset });

const batchRecord = (body: Buffer, sysFlag = 0xc0): Buffer =>
  encodeStoredMessage({ ...parts, queueOffset: 10, sysFlag, body });

const compressed = (type: number): Buffer =>
  encodeStoredMessage({ ...parts, queueOffset: 7, sysFlag: 1 | (type << 8) });

const damaged = (damage: (record: Buffer) => void): Buffer => {
  const record = recordAt(1);
  damage(record);
  return Buffer.concat([recordAt(0), record, recordAt(2)]);
};

const beyond = 'an offset or a timestamp is beyond 2^53';

describe('decodeStoredRecords', () => {
  const propertiesLength = 118 - 21 - 2;

  for (const [what, reason, damage] of [
    ['magic', 'the magic 0xCBD43194 is unknown', (record) => record.writeUInt32BE(0xcbd4_3194, 4)],
    ['body length', 'a body of 100 bytes does not fit', (record) => record.writeInt32BE(100, 84)],
    ['negative body length', 'a body of -1 bytes does not fit', (record) => record.writeInt32BE(-1, 84)],
    ['topic length', 'a topic of 127 bytes does not fit', (record) => record.writeInt8(127, 93)],
    ['negative topic length', 'a topic of -1 bytes does not fit', (record) => record.writeInt8(-1, 93)],
    [
      'properties length',
      'properties of 22 bytes do not fit',
      (record) => record.writeInt16BE(22, propertiesLength),
    ],
    [
      'negative properties length',
      'properties of -1 bytes do not fit',
      (record) => record.writeInt16BE(-1, propertiesLength),
    ],
    ['sysFlag of IPv6', 'does not fit', (record) => record.writeInt32BE(16, 36)],
    ['queue offset', beyond, (record) => record.writeInt32BE(0x7fff_ffff, 20)],
    ['physical offset', beyond, (record) => record.writeInt32BE(0x7fff_ffff, 28)],
    ['born timestamp', beyond, (record) => record.writeInt32BE(0x7fff_ffff, 40)],
    ['store timestamp', beyond, (record) => record.writeInt32BE(0x7fff_ffff, 56)],
    ['offset of a transaction', beyond, (record) => record.writeInt32BE(0x7fff_ffff, 76)],
  ] as readonly (readonly [string, string, (record: Buffer) => void])[])
    it(`keeps the records around one with a wrong ${what}`, () => {
      const records = decodeStoredRecords(damaged(damage));
      expect(records.length).to.equal(3);
      expect(summary(records)[0]).to.equal(0);
      expect(summary(records)[1]).to.include(reason);
      expect(summary(records)[2]).to.equal(2);
    });

  it('says where an undecodable record belongs, and what it was', () => {
    const bytes = damaged((record) => record.writeInt32BE(100, 84));
    const [, undecodable] = decodeStoredRecords(bytes) as UndecodableMessage[];
    expect(undecodable).to.include({ undecodable: true, queueOffset: 1, bodyOffset: 118 });
    expect(undecodable?.bytes).to.deep.equal(bytes.subarray(118, 236));
    expect(undecodable?.error).to.be.instanceOf(DecodeError);
    expect(undecodable?.error.message).to.equal(
      'Cannot read a stored message at byte 118: a body of 100 bytes does not fit',
    );
  });

  it('does not guess the place of a record of unknown layout, or beyond 2^53', () => {
    const unknown = decodeStoredRecords(
      damaged((record) => record.writeInt32BE(0, 4)),
    ) as UndecodableMessage[];
    expect(unknown[1]?.queueOffset).to.equal(undefined);
    const unsafe = decodeStoredRecords(
      damaged((record) => record.writeInt32BE(0x7fff_ffff, 20)),
    ) as UndecodableMessage[];
    expect(unsafe[1]?.queueOffset).to.equal(undefined);
  });

  for (const size of [0, -1, 1, 90, 119 + 118, 2 ** 31 - 1])
    it(`ends with one entry for the rest at a size of ${size}`, () => {
      const bytes = damaged((record) => record.writeInt32BE(size, 0));
      const records = decodeStoredRecords(bytes);
      expect(summary(records)).to.deep.equal([0, `a record of ${size} bytes does not fit`]);
      expect((records[1] as UndecodableMessage).bytes).to.deep.equal(bytes.subarray(118));
      expect((records[1] as UndecodableMessage).queueOffset).to.equal(1);
    });

  it('reports a record that is cut off', () => {
    for (const length of [1, 3, 4, 27, 90, 117]) {
      const records = decodeStoredRecords(Buffer.concat([recordAt(0), recordAt(1).subarray(0, length)]));
      expect(summary(records)).to.deep.equal([
        0,
        `a record of ${length < 91 ? length : 118} bytes does not fit`,
      ]);
    }
  });

  it('goes on by the declared size, not by what a record used', () => {
    const padded = Buffer.concat([recordAt(0), Buffer.alloc(10)]);
    padded.writeInt32BE(padded.length, 0);
    const records = decodeStoredRecords(Buffer.concat([padded, recordAt(1)])) as StoredMessage[];
    expect(summary(records)).to.deep.equal([0, 1]);
    expect(records[0]?.storeSize).to.equal(128);
    expect(records[0]?.bytes).to.deep.equal(padded);
  });

  const batch = encodeBatch([
    { flag: 1, body: Buffer.from('a'), properties: 'TAGS\u0001x\u0002' },
    { flag: 2, body: Buffer.from('bc'), properties: '' },
  ]);

  it('unwraps a batch only with both bits', () => {
    expect(summary(decodeStoredRecords(batchRecord(batch)))).to.deep.equal([10, 11]);
    expect(summary(decodeStoredRecords(batchRecord(batch, 0x40)))).to.deep.equal([10]);
    expect(summary(decodeStoredRecords(batchRecord(batch, 0x80)))).to.deep.equal([10]);
  });

  it('gives the messages of a batch the record that they came in', () => {
    const record = batchRecord(batch);
    const [, second] = decodeStoredRecords(record) as StoredMessage[];
    expect(second).to.include({ storeSize: 24, flag: 2, topic: 'T', bornHost: parts.bornHost });
    expect(second).to.include({ reconsumeTimes: 0, bodyCrc: 0, magic: RecordMagic.V1 });
    expect(second?.bytes).to.deep.equal(record);
    expect({ ...second?.properties }).to.deep.equal({});
  });

  for (const [what, body, reason] of [
    ['a batch that ends early', batch.subarray(0, -1), 'in its batch an entry of 24 bytes does not fit'],
    ['an empty batch', Buffer.alloc(0), 'its batch is empty'],
  ] as const)
    it(`cannot decode ${what}, as a whole`, () => {
      expect(summary(decodeStoredRecords(Buffer.concat([batchRecord(body), recordAt(12)])))).to.deep.equal([
        reason,
        12,
      ]);
    });

  it('cannot unwrap a batch that is compressed, without a decompressor', () => {
    const packedBatch = batchRecord(Buffer.from('packed'), 0xc0 | 0x301);
    expect(summary(decodeStoredRecords(packedBatch))).to.deep.equal(['its batch is compressed']);
    expect(summary(decodeStoredRecords(packedBatch, () => () => batch))).to.deep.equal([10, 11]);
  });

  it('leaves compressed bodies alone without decompressors', () => {
    const [message] = decodeStoredRecords(compressed(2)) as StoredMessage[];
    expect(message).to.include({ isCompressed: true, compressionType: 2, sysFlag: 0x201 });
    expect(message?.body.toString()).to.equal('hello');
  });

  it('asks for the decompressor of the type, and gives it the limit', () => {
    const asked: unknown[] = [];
    const lookup = (type: number) => (bytes: Buffer, maxBytes: number) => {
      asked.push(type, bytes.toString(), maxBytes);
      return Buffer.from('inflated');
    };
    for (const type of [0, 1, 2, 3]) {
      const [message] = decodeStoredRecords(compressed(type), lookup, {
        maxDecompressedBytes: 99,
      }) as StoredMessage[];
      expect(message?.body.toString()).to.equal('inflated');
      expect(message).to.include({ isCompressed: false, queueOffset: 7, bodyCrc: 0x3610_a686 });
    }
    expect(asked).to.deep.equal([3, 'hello', 99, 1, 'hello', 99, 2, 'hello', 99, 3, 'hello', 99]);
  });

  it('cannot decode a body that does not decompress, and says why', () => {
    const [damagedBody] = decodeStoredRecords(compressed(3), decompressors) as UndecodableMessage[];
    expect(damagedBody).to.include({ reason: 'its body cannot be decompressed', queueOffset: 7 });
    expect(damagedBody?.error.cause).to.be.instanceOf(DecodeError);
    const [unknown] = decodeStoredRecords(compressed(5), () => undefined) as UndecodableMessage[];
    expect(unknown?.error.cause).to.be.instanceOf(UnsupportedError);
  });

  it('never throws and loses no byte, whatever the bytes', () => {
    const start = Buffer.concat([recordAt(0), recordAt(1), batchRecord(batch)]);
    const changes = fc.array(fc.tuple(fc.nat(start.length - 1), fc.integer({ min: 0, max: 255 })), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(changes, fc.uint8Array({ maxLength: 40 }), (places, tail) => {
        const bytes = Buffer.concat([start, tail]);
        for (const [at, value] of places) bytes[at] = value;
        const records = decodeStoredRecords(bytes, decompressors);
        const covered = [
          ...new Set(records.map(({ bytes: record }) => record.byteOffset - bytes.byteOffset)),
        ];
        expect(covered[0]).to.equal(0);
        const lengths = new Map(records.map(({ bytes: record }) => [record.byteOffset, record.length]));
        expect([...lengths.values()].reduce((sum, length) => sum + length, 0)).to.equal(bytes.length);
        for (const record of records) {
          if (isUndecodable(record)) expect(record.error).to.be.instanceOf(DecodeError);
          else
            expect([
              record.topic,
              record.properties,
              record.body,
              record.bornHost,
              record.messageId,
            ]).to.have.length(5);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('makes at most one entry per 22 bytes', () => {
    // The densest there can be: batches of empty messages; without them a record has 91 bytes.
    const empty = encodeBatch(
      Array.from({ length: 1000 }, () => ({ flag: 0, body: Buffer.alloc(0), properties: '' })),
    );
    const bytes = batchRecord(empty);
    expect(decodeStoredRecords(bytes).length).to.be.at.most(bytes.length / 22);
    const small = Buffer.alloc(91 * 1000);
    for (let at = 0; at < small.length; at += 91) small.writeInt32BE(91, at);
    expect(decodeStoredRecords(small).length).to.equal(1000);
  });
});
