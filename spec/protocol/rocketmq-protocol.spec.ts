import { expect } from 'chai';
import type { WireProtocol } from '../../src/remoting/wire-protocol.js';
import type { FrameTarget } from '../../src/transport/frame-target.js';
import type { Framer } from '../../src/transport/framer.js';
import { GrowingTarget } from '../../src/protocol/byte-target.js';
import { rocketmqFraming } from '../../src/protocol/frame-codec.js';
import { EmptyHeader } from '../../src/protocol/headers/empty-header.js';
import { GetMinOffsetRequestHeader } from '../../src/protocol/headers/get-min-offset.js';
import { LanguageCode } from '../../src/protocol/language-code.js';
import {
  createOneway,
  createRequest,
  createResponse,
  type RemotingCommand,
} from '../../src/protocol/remoting-command.js';
import { createRocketMQProtocol } from '../../src/protocol/rocketmq-protocol.js';
import { FrameTooLargeError } from '../../src/errors/protocol-error.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';

// What remoting and transport ask for is satisfied without knowing them.
const protocol: WireProtocol<RemotingCommand, RemotingCommand> = createRocketMQProtocol();
const framer: Framer = rocketmqFraming;

/** What a connection's outbox does, and remembers of it. */
class RecordingTarget implements FrameTarget {
  readonly parts: Buffer[] = [];
  buffer = Buffer.alloc(0);
  position = 0;
  reserved = 0;

  reserve(maxBytes: number): void {
    this.reserved = maxBytes;
    this.buffer = Buffer.alloc(maxBytes + 32);
    this.position = 32;
  }

  commit(bytes: number): void {
    expect(bytes).to.be.at.most(this.reserved);
    this.parts.push(this.buffer.subarray(this.position, this.position + bytes));
    this.position += bytes;
  }

  append(bytes: Uint8Array): void {
    this.parts.push(Buffer.from(bytes));
  }
}

describe('createRocketMQProtocol', () => {
  const request = createRequest(
    31,
    GetMinOffsetRequestHeader,
    { topic: 'T', queueId: 1 },
    Buffer.from('body'),
  );

  it('names itself and finds frames', () => {
    expect(protocol.name).to.equal('rocketmq');
    expect(protocol.frameLength(Buffer.from([0, 0, 0, 9]), 0, 4, 100)).to.equal(13);
    expect(framer.frameLength(Buffer.from([0, 0, 0, 9]), 0, 4, 100)).to.equal(13);
  });

  it('tells calls, oneway calls and answers apart by the flag', () => {
    expect(protocol.kind(request)).to.equal('call');
    expect(protocol.kind(createOneway(15, EmptyHeader, {}))).to.equal('oneway');
    expect(protocol.kind(createResponse(0))).to.equal('reply');
  });

  it('knows the answer of a server that goes away by its code', () => {
    expect(protocol.isGoAway?.(createResponse(1500))).to.equal(true);
    expect(protocol.isGoAway?.(createResponse(0))).to.equal(false);
  });

  for (const serialize of ['json', 'binary'] as const) {
    it(`reads what it writes in ${serialize} form, with the correlation id it was given`, () => {
      const sender = createRocketMQProtocol({ serialize, language: LanguageCode.NODE_JS, version: 479 });
      const target = new RecordingTarget();
      sender.encode(request, 4711, target);
      const frame = Buffer.concat(target.parts);
      const received = protocol.decode(frame, 0, frame.length, true);
      expect(protocol.correlationId(received)).to.equal(4711);
      expect(received.extFields).to.deep.equal({ topic: 'T', queueId: '1' });
      expect(received).to.include({ language: LanguageCode.NODE_JS, version: 479 });
      expect(received.body?.toString()).to.equal('body');
      expect(frame[4]).to.equal(serialize === 'json' ? 0 : 1);
    });
  }

  it('hands the body on as it is, for the outbox to copy or to keep', () => {
    const target = new RecordingTarget();
    let appended: Uint8Array | undefined;
    target.append = (bytes) => (appended = bytes) && undefined;
    protocol.encode(request, 1, target);
    expect(appended).to.equal(request.body);
  });

  it('leaves the target untouched when it throws', () => {
    const target = new GrowingTarget();
    const tooLarge = createRequest(10, EmptyHeader, {}, Buffer.alloc(2000));
    const wrong = createRequest(31, GetMinOffsetRequestHeader, { topic: 'T', queueId: NaN });
    const small = createRocketMQProtocol({ maxFrameBytes: 2000 });
    expect(() => small.encode(tooLarge, 1, target)).to.throw(FrameTooLargeError);
    expect(() => protocol.encode(wrong, 1, target)).to.throw(InvalidArgumentError);
    expect(target.bytes().length).to.equal(0);
  });

  it('tells the code of a request and of a reply', () => {
    expect(protocol.code?.(createRequest(31, EmptyHeader, {}))).to.equal(31);
    expect(protocol.code?.(createResponse(17))).to.equal(17);
  });

  it('writes frame after frame into one target', () => {
    const target = new GrowingTarget(16);
    for (let opaque = 0; opaque < 20; opaque++) protocol.encode(request, opaque, target);
    const stream = target.bytes();
    const opaques: number[] = [];
    for (let at = 0; at < stream.length;) {
      const end = at + protocol.frameLength(stream, at, stream.length, 1000);
      opaques.push(protocol.decode(stream, at, end, false).opaque);
      at = end;
    }
    expect(opaques).to.deep.equal(Array.from({ length: 20 }, (_, opaque) => opaque));
  });

  it('reads from one buffer after another', () => {
    for (let round = 0; round < 3; round++) {
      const target = new GrowingTarget();
      protocol.encode(createResponse(round), round, target);
      const frame = target.bytes();
      expect(protocol.decode(frame, 0, frame.length, false)).to.include({ code: round, opaque: round });
    }
  });
});
