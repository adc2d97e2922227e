import { expect } from 'chai';
import fc from 'fast-check';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';
import { GrowingTarget } from '../../../src/protocol/byte-target.js';
import { decodeFrame } from '../../../src/protocol/frame-codec.js';
import { SendMessageV2RequestHeader } from '../../../src/protocol/headers/send-message-v2.js';
import { SendMessageV2Writers } from '../../../src/protocol/headers/send-message-v2-writers.js';
import { createRequest, type RemotingCommand } from '../../../src/protocol/remoting-command.js';
import { createRocketMQProtocol, type RocketMQProtocol } from '../../../src/protocol/rocketmq-protocol.js';

const anyText = fc.oneof(fc.string({ maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 40 }));
const anyInteger = fc.oneof(
  fc.integer({ min: -1, max: 20 }),
  fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
);
const anyHeader: fc.Arbitrary<SendMessageV2RequestHeader> = fc.record(
  {
    producerGroup: anyText,
    topic: anyText,
    defaultTopic: anyText,
    defaultTopicQueueNums: anyInteger,
    queueId: anyInteger,
    sysFlag: anyInteger,
    bornTimestamp: anyInteger,
    flag: anyInteger,
    properties: anyText,
    reconsumeTimes: anyInteger,
    unitMode: fc.boolean(),
    maxReconsumeTimes: anyInteger,
    batch: fc.boolean(),
    bname: anyText,
    ns: anyText,
    nsd: fc.boolean(),
    lo: fc.boolean(),
  },
  {
    requiredKeys: [
      'producerGroup',
      'topic',
      'defaultTopic',
      'defaultTopicQueueNums',
      'queueId',
      'sysFlag',
      'bornTimestamp',
      'flag',
    ],
  },
);

const forms = ['json', 'binary'] as const;
const plain: SendMessageV2RequestHeader = {
  producerGroup: 'G',
  topic: 'T',
  defaultTopic: 'TBW102',
  defaultTopicQueueNums: 4,
  queueId: 0,
  sysFlag: 0,
  bornTimestamp: 1,
  flag: 0,
};

function sent(protocol: RocketMQProtocol, header: SendMessageV2RequestHeader): RemotingCommand {
  const target = new GrowingTarget();
  protocol.encode(createRequest(310, SendMessageV2RequestHeader, header), 1, target);
  return decodeFrame(target.bytes());
}

/** What the table of the header says, in the given form. */
function expected(header: SendMessageV2RequestHeader, serialize: 'json' | 'binary'): Record<string, string> {
  const fields = Object.entries(SendMessageV2RequestHeader.write(header));
  return Object.fromEntries(fields.filter(([, value]) => serialize === 'json' || value !== ''));
}

describe('SendMessageV2Writers', () => {
  for (const serialize of forms) {
    it(`writes the fields of its table in ${serialize} form, header after header on one connection`, () => {
      fc.assert(
        fc.property(fc.array(anyHeader, { maxLength: 4 }), (headers) => {
          const protocol = createRocketMQProtocol({ serialize });
          // Twice, and with every other part changing: what is remembered of one must not show in the next.
          for (const header of [...headers, ...headers, ...headers.map((item) => ({ ...item, topic: 'T' }))])
            expect(sent(protocol, header).extFields ?? {}).to.deep.equal(expected(header, serialize));
        }),
        { numRuns: 50 },
      );
    });

    it(`notices a change of any field in ${serialize} form`, () => {
      const protocol = createRocketMQProtocol({ serialize });
      const changes: Partial<SendMessageV2RequestHeader>[] = [
        { producerGroup: 'H' },
        { defaultTopic: 'D' },
        { defaultTopicQueueNums: 5 },
        { queueId: 3 },
        { sysFlag: 1 },
        { bornTimestamp: 2 },
        { flag: 7 },
        { properties: 'a\u0001b\u0002' },
        { reconsumeTimes: 1 },
        { unitMode: true },
        { maxReconsumeTimes: 16 },
        { batch: true },
        { bname: 'b' },
        { ns: 'n', nsd: true, lo: false },
      ];
      for (const change of changes)
        for (const header of [plain, { ...plain, ...change }, plain])
          expect(sent(protocol, header).extFields).to.deep.equal(expected(header, serialize));
    });

    it(`remembers no end of topics in ${serialize} form`, () => {
      const protocol = createRocketMQProtocol({ serialize });
      for (let round = 0; round < 2; round++)
        for (let index = 0; index < 300; index++) {
          const header = { ...plain, topic: `topic-${index}` };
          expect(sent(protocol, header).extFields?.['b']).to.equal(header.topic);
        }
    });

    it(`refuses numbers that are not integers in ${serialize} form`, () => {
      const protocol = createRocketMQProtocol({ serialize });
      for (const key of ['queueId', 'bornTimestamp', 'flag', 'defaultTopicQueueNums'] as const)
        expect(() => sent(protocol, { ...plain, [key]: 0.5 }), key).to.throw(InvalidArgumentError);
    });
  }

  it('needs no more room than it says', () => {
    fc.assert(
      fc.property(anyHeader, (header) => {
        const writers = new SendMessageV2Writers();
        const bound = writers.maxBytes(header);
        const room = Buffer.alloc(bound + 400, 0xee);
        expect(writers.writeJson(header, room, 0)).to.be.at.most(bound);
        expect(room.subarray(bound).every((byte) => byte === 0xee)).to.equal(true);
        expect(writers.writeBinary(header, room, 0)).to.be.at.most(bound);
        expect(room.subarray(bound).every((byte) => byte === 0xee)).to.equal(true);
      }),
    );
  });
});
