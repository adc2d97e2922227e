import { expect } from 'chai';
import { encodeFrame } from '../../../src/protocol/frame-codec.js';
import { createResponse } from '../../../src/protocol/remoting-command.js';
import { FrameRecogniser } from '../../../src/testing/faults/frame-recogniser.js';
import { request } from './faulty-network.js';

const asked = encodeFrame(request(10, 'asked'), { opaque: 5 });
const answered = encodeFrame(createResponse(0), { opaque: 5 });

describe('FrameRecogniser', () => {
  it('tells an answer by the request before it, of the other side', () => {
    const recogniser = new FrameRecogniser(() => false);
    recogniser.recognise(asked, 'client');
    const codes = (['server', 'client'] as const).map(
      (sender) => recogniser.recognise(answered, sender)?.requestCode,
    );
    expect(codes).to.deep.equal([10, undefined]);
  });

  it('keeps requests for their answers only where they are wanted', () => {
    for (const [wanted, opaque] of [
      [true, 5],
      [false, undefined],
    ] as const) {
      const recogniser = new FrameRecogniser(() => wanted);
      recogniser.recognise(asked, 'client');
      expect(recogniser.recognise(answered, 'server')?.request?.opaque).to.equal(opaque);
    }
  });

  it('notes requests that go past in any form, and nothing else', () => {
    for (const serialize of ['json', 'binary'] as const) {
      const recogniser = new FrameRecogniser(() => false);
      const bytes = Buffer.concat([Buffer.from('xx'), encodeFrame(request(11), { opaque: 5, serialize })]);
      recogniser.noteRequest(bytes, 2, bytes.length);
      const answer = encodeFrame(createResponse(1), { opaque: 5, serialize });
      recogniser.noteRequest(answer, 0, answer.length);
      recogniser.noteRequest(Buffer.alloc(20), 0, 20);
      expect(recogniser.recognise(answered, 'server')?.requestCode).to.equal(11);
    }
  });

  it('says nothing about what cannot be read', () => {
    expect(new FrameRecogniser(() => false).recognise(Buffer.alloc(20), 'client')).to.equal(undefined);
  });
});
