import { expect } from 'chai';
import fc from 'fast-check';
import { firstValueFrom, of, Subject } from 'rxjs';
import sinon from 'sinon';
import type { ConnectionNotes } from '../../../src/remoting/recording/connection-notes.js';
import { RecordedLink } from '../../../src/remoting/recording/recorded-link.js';
import { GrowingTarget } from '../../../src/protocol/byte-target.js';
import type { LinkListener } from '../../../src/transport/link.js';
import { frameOf, lengthFramer } from '../../support/length-framer.js';

function makeLink({ isOpen = true } = {}) {
  const frames: [string, string][] = [];
  const notes = {
    isOpen,
    frame: (direction: string, bytes: Buffer, start: number, end: number) =>
      void frames.push([direction, bytes.toString('utf8', start + 4, end)]),
    closed: sinon.spy(),
    lost: sinon.spy(),
    fail: sinon.spy(),
  };
  const outbox = new GrowingTarget();
  const listen = sinon.spy<(listener: LinkListener) => void>(() => undefined);
  const inner = {
    address: 'server:1000',
    localAddress: 'here:1',
    outbox,
    writable$: of(true),
    bufferedBytes: 1,
    bytesRead: 2,
    bytesWritten: 3,
    lastReadAt: 4,
    closeReason: new Error('over'),
    frames$: new Subject<Buffer>(),
    listen,
    ensureRoom: sinon.spy(),
    pauseReading: sinon.spy(),
    resumeReading: sinon.spy(),
    close: sinon.spy(),
    write: sinon.spy(),
  };
  const link = new RecordedLink(inner, lengthFramer, notes as unknown as ConnectionNotes);
  const listener = (): LinkListener => listen.firstCall.firstArg as LinkListener;
  return { link, inner, notes, frames, outbox, listener };
}

describe('RecordedLink', () => {
  it('sees whole frames, however they are written, and changes nothing of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(20), { maxLength: 20 }),
        (texts, cuts) => {
          const { link, frames, outbox } = makeLink();
          const stream = Buffer.concat(texts.map((text) => frameOf(text)));
          let start = 0;
          for (const [index, cut] of [...cuts, stream.length].entries()) {
            const piece = stream.subarray(start, start + cut);
            start += piece.length;
            if (index % 2 === 0) link.outbox.append(piece);
            else {
              link.outbox.reserve(piece.length);
              piece.copy(link.outbox.buffer, link.outbox.position);
              link.outbox.commit(piece.length);
            }
          }
          expect(outbox.bytes()).to.deep.equal(stream);
          expect(frames).to.deep.equal(texts.map((text) => ['sent', Buffer.from(text).toString()]));
        },
      ),
    );
  });

  it('sees frames that are written as such, when there is room for them', () => {
    const { link, frames, outbox, inner } = makeLink();
    link.write(frameOf('whole'));
    expect(frames).to.deep.equal([['sent', 'whole']]);
    expect(outbox.bytes()).to.deep.equal(frameOf('whole'));
    sinon.assert.calledOnce(inner.ensureRoom);
  });

  it('writes into the outbox itself when nothing is kept any more', () => {
    const { link, outbox } = makeLink({ isOpen: false });
    expect(link.outbox).to.equal(outbox);
  });

  it('sees what arrives before its listener does', () => {
    const { link, frames, listener } = makeLink();
    const heard: string[] = [];
    link.listen({
      onFrame: (bytes, start, end, owned) =>
        void heard.push(`${frames.length} ${bytes.toString('utf8', start + 4, end)} ${owned}`),
      onClosed: (error) => void heard.push(`closed ${error?.message}`),
    });
    const frame = frameOf('in');
    listener().onFrame(frame, 0, frame.length, true);
    listener().onClosed(new Error('gone'));
    expect(heard).to.deep.equal(['1 in true', 'closed gone']);
    expect(frames).to.deep.equal([['received', 'in']]);
  });

  it('tells an end without an error from a loss', () => {
    const { link, notes, listener } = makeLink();
    link.listen({ onFrame: () => undefined, onClosed: () => undefined });
    listener().onClosed(undefined);
    sinon.assert.calledOnce(notes.closed);
    const error = new Error('gone');
    listener().onClosed(error);
    sinon.assert.calledOnceWithExactly(notes.lost, error);
  });

  it('notes that this side closes it, and why, before it is closed', () => {
    const { link, notes, inner } = makeLink();
    const error = new Error('enough');
    link.close(error);
    sinon.assert.calledOnceWithExactly(notes.closed, error);
    sinon.assert.calledOnceWithExactly(inner.close, error);
    sinon.assert.callOrder(notes.closed, inner.close);
  });

  it('ends the recording, not the connection, when what is written are no frames', () => {
    const { link, notes, outbox } = makeLink();
    link.outbox.append(Buffer.from([0, 0, 0, 1]));
    sinon.assert.calledOnce(notes.fail);
    expect(outbox.bytes()).to.have.length(4);
  });

  it('is for all else the link that it was made of', async () => {
    const { link, inner } = makeLink();
    link.pauseReading();
    link.resumeReading();
    link.ensureRoom();
    sinon.assert.callOrder(inner.pauseReading, inner.resumeReading, inner.ensureRoom);
    expect(await firstValueFrom(link.writable$)).to.equal(true);
    expect([link.address, link.localAddress, link.closeReason?.message]).to.deep.equal([
      'server:1000',
      'here:1',
      'over',
    ]);
    expect([link.bufferedBytes, link.bytesRead, link.bytesWritten, link.lastReadAt]).to.deep.equal([
      1, 2, 3, 4,
    ]);
  });

  it('gives frames as a stream too, which are kept', () => {
    const { link, frames, listener } = makeLink();
    const got: string[] = [];
    link.frames$.subscribe((frame) => got.push(frame.toString('utf8', 4)));
    const frame = frameOf('in');
    listener().onFrame(frame, 0, frame.length, false);
    expect(got).to.deep.equal(['in']);
    expect(frames).to.deep.equal([['received', 'in']]);
  });
});
