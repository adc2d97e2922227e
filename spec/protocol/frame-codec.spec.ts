import { expect } from 'chai';
import fc from 'fast-check';
import { RocketMQError } from '../../src/errors/rocketmq-error.js';
import {
  DecodeError,
  FrameTooLargeError,
  MalformedFrameError,
  UnknownSerializationError,
} from '../../src/errors/protocol-error.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { EmptyHeader } from '../../src/protocol/headers/empty-header.js';
import { decodeFrame, encodeFrame } from '../../src/protocol/frame-codec.js';
import { FrameReader } from '../../src/protocol/frame-reader.js';
import { LanguageCode, languageName } from '../../src/protocol/language-code.js';
import { createRequest, createResponse, type RemotingCommand } from '../../src/protocol/remoting-command.js';
import { RequestCode } from '../../src/protocol/request-code.js';
import { bodyOf, expectSame, type GoldenFrame, goldenFrames, poisoned, vectors } from './support/golden.js';

/** A command as the fixtures describe one. */
function describeHeader(command: RemotingCommand): GoldenFrame['header'] {
  const { code, language, version, opaque, flag, remark, extFields } = command;
  return {
    code,
    language: languageName(language),
    version,
    opaque,
    flag,
    ...(remark === undefined ? {} : { remark }),
    ...(extFields === undefined ? {} : { extFields }),
  };
}

/** A frame around header bytes of one's own making. */
function frameOf(header: string | Buffer, type = 0, body = Buffer.alloc(0)): Buffer {
  const headerBytes = Buffer.from(header);
  const frame = Buffer.alloc(8);
  frame.writeInt32BE(4 + headerBytes.length + body.length, 0);
  frame.writeInt32BE((type << 24) | headerBytes.length, 4);
  return Buffer.concat([frame, headerBytes, body]);
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

interface CommandVector {
  readonly serializeType: 'JSON' | 'ROCKETMQ';
  readonly code: number;
  readonly language: string;
  readonly version: number;
  readonly opaque: number;
  readonly flag: number;
  readonly remark: string | null;
  readonly extFields: Record<string, string> | null;
  readonly bodyBase64: string | null;
  readonly frameBase64: string;
}

describe('decodeFrame', () => {
  it('reads every recorded frame as Java does, and keeps nothing of its input', () => {
    const reader = new FrameReader();
    for (const frame of goldenFrames) {
      const command = poisoned(frame.bytes, (bytes, start, end) => reader.read(bytes, start, end, false));
      expectSame(describeHeader(command), frame.header, frame.name);
      expectSame(command.body ?? Buffer.alloc(0), bodyOf(frame), frame.name);
      const kind = command.isResponse ? 'response' : command.isOneway ? 'oneway' : 'request';
      expectSame(kind, frame.kind, frame.name);
    }
  });

  it('reads the vectors of the Java classes', () => {
    for (const vector of vectors('remoting-command') as readonly CommandVector[]) {
      const command = decodeFrame(Buffer.from(vector.frameBase64, 'base64'));
      const { code, language, version, opaque, flag, remark, extFields, bodyBase64 } = vector;
      expect(describeHeader(command)).to.deep.equal({
        code,
        language,
        version,
        opaque,
        flag,
        ...(remark === null ? {} : { remark }),
        ...(extFields === null ? {} : { extFields }),
      });
      expect(command.body?.toString('base64') ?? null).to.equal(bodyBase64);
    }
  });

  it('keeps views of a frame that it owns', () => {
    const frame = frameOf('{"code":0,"flag":1,"opaque":1}', 0, Buffer.from('body'));
    const { body } = new FrameReader().read(frame, 0, frame.length, true);
    frame[frame.length - 1] = 0x21;
    expect(body?.toString()).to.equal('bod!');
  });

  it('takes bytes that are no Buffer', () => {
    const command = decodeFrame(new Uint8Array(encodeFrame(createResponse(0, { body: Buffer.from('hi') }))));
    expect(command.body?.toString()).to.equal('hi');
  });

  const malformed: readonly (readonly [string, Buffer, new (...args: never[]) => RocketMQError])[] = [
    ['a length that is not that of the bytes', frameOf('{}').subarray(0, 9), MalformedFrameError],
    ['two frames', Buffer.concat([frameOf('{"opaque":1}'), frameOf('{"opaque":1}')]), MalformedFrameError],
    ['no header at all', hex('00000000'), MalformedFrameError],
    ['a header longer than the frame', hex('00000006 00000003 7B7D'), MalformedFrameError],
    ['a serialize type of 2', frameOf('{}', 2), UnknownSerializationError],
    ['an empty JSON header', frameOf(''), DecodeError],
    ['a JSON header that ends early', frameOf('{"code":1,"opaque":2'), DecodeError],
    ['a JSON header that is an array', frameOf('[]'), DecodeError],
    ['a JSON header that is null', frameOf('null'), DecodeError],
    ['a JSON header without an opaque', frameOf('{"code":1,"flag":0}'), DecodeError],
    ['an opaque that is no integer', frameOf('{"code":1,"flag":0,"opaque":1.5}'), DecodeError],
    ['an opaque beyond 32 bits', frameOf('{"code":1,"flag":0,"opaque":2147483648}'), DecodeError],
    ['a code that is a word', frameOf('{"code":"x","flag":0,"opaque":1}'), DecodeError],
    ['a flag that is an object', frameOf('{"code":1,"flag":{},"opaque":1}'), DecodeError],
    ['a binary header of 20 bytes', frameOf(Buffer.alloc(20), 1), DecodeError],
    [
      'a binary remark that does not fit',
      frameOf(hex(`${'00'.repeat(13)}00000001 00000000`), 1),
      DecodeError,
    ],
    ['a negative binary remark', frameOf(hex(`${'00'.repeat(13)}FFFFFFFF 00000000`), 1), DecodeError],
    ['binary fields that do not fit', frameOf(hex(`${'00'.repeat(13)}00000000 00000001`), 1), DecodeError],
  ];
  for (const [what, bytes, errorClass] of malformed)
    it(`refuses ${what}`, () => {
      expect(() => decodeFrame(bytes)).to.throw(errorClass as unknown as new () => Error);
    });

  const lazilyMalformed: readonly (readonly [string, Buffer])[] = [
    [
      'broken extFields behind a sound beginning',
      frameOf(
        '{"code":0,"extFields":{"a":},"flag":1,"language":"JAVA","opaque":1,"serializeTypeCurrentRPC":"JSON","version":1}',
      ),
    ],
    ['a field that is an object', frameOf('{"code":0,"flag":1,"opaque":1,"extFields":{"a":{}}}')],
    ['a version that is a word', frameOf('{"code":0,"flag":1,"opaque":1,"version":"x"}')],
    ['a remark that is an array', frameOf('{"code":0,"flag":1,"opaque":1,"remark":[]}')],
    ['binary fields cut within a key', frameOf(hex(`${'00'.repeat(17)}00000003 0005 61`), 1)],
    ['a binary field of negative length', frameOf(hex(`${'00'.repeat(17)}00000007 0001 61 FFFFFFFF`), 1)],
  ];
  for (const [what, bytes] of lazilyMalformed)
    it(`lets who reads the rest of the header find out about ${what}`, () => {
      const command = decodeFrame(bytes);
      expect(() => [command.extFields, command.remark, command.version]).to.throw(DecodeError);
    });

  it('does not quote the header in errors, which may hold credentials', () => {
    const bytes = frameOf('{"opaque":1,"extFields":{"SecurityToken":"hunter2"},');
    expect(() => decodeFrame(bytes))
      .to.throw(DecodeError)
      .that.satisfies((error: DecodeError) => !`${error.stack} ${JSON.stringify(error)}`.includes('hunter2'));
  });

  it('gives a command or a typed error for damaged frames', () => {
    const victims = goldenFrames.filter((_, index) => index % 41 === 0);
    const damage = fc.record({
      frame: fc.constantFrom(...victims),
      changes: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 5 }),
    });
    fc.assert(
      fc.property(damage, ({ frame, changes }) => {
        const bytes = Buffer.from(frame.bytes);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        expectTypedError(() => readAll(decodeFrame(bytes)));
      }),
      { numRuns: 500 },
    );
  });

  it('gives a command or a typed error for any header bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 0, max: 2 }), (header, type) => {
        expectTypedError(() => readAll(decodeFrame(frameOf(Buffer.from(header), type))));
      }),
    );
  });
});

function readAll(command: RemotingCommand): unknown {
  return [command.language, command.version, command.remark, command.extFields, command.toJSON()];
}

function expectTypedError(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof RocketMQError)) throw error;
  }
}

describe('encodeFrame', () => {
  for (const serialize of ['json', 'binary'] as const) {
    it(`writes every recorded command so that it reads back the same, in ${serialize} form`, () => {
      for (const frame of goldenFrames) {
        const again = decodeFrame(encodeFrame(decodeFrame(frame.bytes), { serialize }));
        const expected = serialize === 'binary' ? withoutEmpty(frame.header) : frame.header;
        const { extFields = {}, ...header } = describeHeader(again);
        expectSame({ ...header, extFields }, { extFields: {}, ...expected }, frame.name);
        expectSame(again.body ?? Buffer.alloc(0), bodyOf(frame), frame.name);
      }
    });
  }

  it('writes the golden frames of the protocol description', () => {
    const request = createRequest(RequestCode.GET_ROUTEINFO_BY_TOPIC, EmptyHeader, {}).withExtFields({
      topic: 'TopicTest',
    });
    const sender = { language: LanguageCode.OTHER, version: 401, opaque: 7 };
    expect(encodeFrame(request, sender)).to.deep.equal(
      Buffer.concat([
        hex('00000088 00000084'),
        Buffer.from(
          '{"code":105,"extFields":{"topic":"TopicTest"},"flag":0,"language":"OTHER","opaque":7,"serializeTypeCurrentRPC":"JSON","version":401}',
        ),
      ]),
    );
    expect(encodeFrame(request, { ...sender, serialize: 'binary' })).to.deep.equal(
      hex(
        '0000002D 01000029 0069 07 0191 00000007 00000000 00000000 00000014 0005 746F706963 00000009 546F70696354657374',
      ),
    );
    const bodyOnly = createRequest(RequestCode.GET_ROUTEINFO_BY_TOPIC, EmptyHeader, {}, Buffer.from('hi'));
    const java = { language: LanguageCode.JAVA, version: 0, opaque: 1, serialize: 'binary' } as const;
    expect(encodeFrame(bodyOnly, java)).to.deep.equal(
      hex('0000001B 01000015 0069 00 0000 00000001 00000000 00000000 00000000 6869'),
    );
  });

  it('writes codes above 32767 in JSON even where binary was asked for', () => {
    const frame = encodeFrame(createRequest(RequestCode.POP_MESSAGE, EmptyHeader, {}), {
      serialize: 'binary',
    });
    expect(frame[4]).to.equal(0);
    expect(decodeFrame(frame).code).to.equal(RequestCode.POP_MESSAGE);
  });

  it('leaves empty fields out of the binary form, where they would read back as null', () => {
    const request = createRequest(17, EmptyHeader, {}).withExtFields({ attributes: '', topic: 'T' });
    const frame = encodeFrame(request, { serialize: 'binary' });
    expect(decodeFrame(frame).extFields).to.deep.equal({ topic: 'T' });
    expect(frame.includes('attributes')).to.equal(false);
    expect(decodeFrame(encodeFrame(request)).extFields).to.deep.equal({ attributes: '', topic: 'T' });
  });

  it('refuses keys that the binary form has no room for', () => {
    const request = createRequest(17, EmptyHeader, {}).withExtFields({ ['k'.repeat(32_768)]: 'v' });
    expect(() => encodeFrame(request, { serialize: 'binary' })).to.throw(InvalidArgumentError);
    expect(Object.keys(decodeFrame(encodeFrame(request)).extFields ?? {})[0]).to.have.length(32_768);
  });

  it('refuses frames above the limit of the peer', () => {
    const request = createRequest(10, EmptyHeader, {}, Buffer.alloc(1000));
    expect(() => encodeFrame(request, { maxFrameBytes: 1000 })).to.throw(FrameTooLargeError);
    expect(encodeFrame(request, { maxFrameBytes: 1200 }).length).to.be.within(1000, 1200);
  });

  it('carries any text in both forms', () => {
    const command = fc.record({
      remark: fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
      fields: fc.dictionary(
        fc.string({ unit: 'binary', minLength: 1 }),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
      ),
      opaque: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      serialize: fc.constantFrom('json' as const, 'binary' as const),
    });
    fc.assert(
      fc.property(command, ({ remark, fields, opaque, serialize }) => {
        const request = createRequest(11, EmptyHeader, {}, undefined, remark).withExtFields(fields);
        const again = decodeFrame(encodeFrame(request, { serialize, opaque }));
        expect(again.remark).to.equal(remark);
        expect(again.extFields ?? {}).to.deep.equal({ ...fields });
        expect(again.opaque).to.equal(opaque);
      }),
    );
  });
});

/** The binary form cannot tell an empty text from none. */
function withoutEmpty({ remark, extFields = {}, ...header }: GoldenFrame['header']): GoldenFrame['header'] {
  return {
    ...header,
    ...(remark === undefined || remark === '' ? {} : { remark }),
    extFields: Object.fromEntries(Object.entries(extFields).filter(([, value]) => value !== '')),
  };
}
