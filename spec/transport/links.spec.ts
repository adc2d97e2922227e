import { expect } from 'chai';
import { lastValueFrom, toArray } from 'rxjs';
import { FrameTooLargeError } from '../../src/errors/protocol-error.js';
import { ConnectionLostError, OutboxFullError } from '../../src/errors/transport-error.js';
import { InvalidStateTransitionError } from '../../src/errors/usage-error.js';
import type { Link } from '../../src/transport/link.js';
import type { TransportOptions } from '../../src/transport/transport-options.js';
import { deferred } from '../support/deferred.js';
import { bodyOf, frameOf, frameOfSize } from '../support/length-framer.js';
import { FrameLog } from './frame-log.js';
import { Stage, transports } from './transports.js';

const mebibyte = 1024 * 1024;

/** Resolves when `link.writable$` says so. */
function becomes(link: Link, writable: boolean): Promise<void> {
  const { promise, resolve } = deferred<void>();
  const subscription = link.writable$.subscribe((now) => {
    if (now === writable) resolve();
  });
  return promise.finally(() => subscription.unsubscribe());
}

for (const [name, make] of Object.entries(transports)) {
  describe(`links over ${name}`, () => {
    let stage: Stage;
    const open = async (options?: TransportOptions): Promise<void> => {
      stage = await Stage.open(make, options);
    };

    afterEach(() => stage.close());

    it('carry frames both ways, in order and whole', async () => {
      await open({ receiveBufferBytes: 4096, outboxSlabBytes: 1024 });
      const { near, far } = await stage.pair();
      const sizes = Array.from({ length: 300 }, (_, index) => 4 + ((index * index * 7) % 5000));
      const frames = sizes.map((size, index) => frameOfSize(size, index));
      const echoed = FrameLog.of(near);
      FrameLog.of(far, (frame) => far.write(frame));
      for (const frame of frames) near.write(frame);
      await echoed.has(frames.length);
      expect(Buffer.concat(echoed.frames).equals(Buffer.concat(frames))).to.equal(true);
      expect(echoed.frames.map(({ length }) => length)).to.deep.equal(sizes);
    });

    it('carry frames of several megabytes', async () => {
      await open();
      const { near, far } = await stage.pair();
      const frames = [frameOfSize(4 * mebibyte, 1), frameOf('between'), frameOfSize(3 * mebibyte, 2)];
      const log = FrameLog.of(far);
      for (const frame of frames) near.write(frame);
      await log.has(3);
      expect(log.frames.map((frame, index) => frame.equals(frames[index]!))).to.deep.equal([
        true,
        true,
        true,
      ]);
      expect(log.owned).to.deep.equal([true, false, true]);
    });

    it('know both addresses, and count bytes', async () => {
      await open();
      const { near, far } = await stage.pair();
      const { host, port } = stage.listener.endpoint;
      expect(near.address).to.equal(`${host}:${port}`);
      expect([far.localAddress, far.address]).to.deep.equal([near.address, near.localAddress]);
      const log = FrameLog.of(far);
      near.write(frameOf('12345'));
      expect([near.bufferedBytes, near.bytesWritten]).to.deep.equal([9, 0]);
      await log.has(1);
      await becomes(near, true);
      expect([far.bytesRead, far.bytesWritten]).to.deep.equal([9, 0]);
      expect(far.lastReadAt).to.be.within(near.lastReadAt, Date.now());
    });

    it('read nothing before somebody listens', async () => {
      await open();
      const { near, far } = await stage.pair();
      far.write(frameOf('early'));
      near.write(frameOf('ping'));
      await FrameLog.of(far).has(1);
      expect(near.bytesRead).to.equal(0);
      const log = FrameLog.of(near);
      await log.has(1);
      expect(log.frames.map(bodyOf)).to.deep.equal(['early']);
    });

    it('give frames that the subscriber owns, and complete when this side closes', async () => {
      await open({ receiveBufferBytes: 64 });
      const { near, far } = await stage.pair();
      const frames = [frameOf('a'), frameOfSize(50, 1), frameOf('b')];
      const seen: Buffer[] = [];
      const finished = deferred<void>();
      near.frames$.subscribe({
        next: (frame) => {
          seen.push(frame);
          if (seen.length === frames.length) near.close();
        },
        complete: () => finished.resolve(),
      });
      for (const frame of frames) far.write(frame);
      await finished.promise;
      expect(seen).to.deep.equal(frames);
    });

    it('err frames$ when the other side ends them', async () => {
      await open();
      const { near, far } = await stage.pair();
      const outcome = lastValueFrom(near.frames$.pipe(toArray())).catch((error: unknown) => error);
      far.write(frameOf('a'));
      far.close();
      expect(await outcome)
        .to.be.instanceOf(ConnectionLostError)
        .with.property('reason', 'the other side closed it');
    });

    it('close when frames$ is left', async () => {
      await open();
      const { near, far } = await stage.pair();
      const log = FrameLog.of(far);
      near.frames$.subscribe().unsubscribe();
      expect(await log.closed).to.be.instanceOf(ConnectionLostError);
    });

    it('have one listener, ever', async () => {
      await open();
      const { near } = await stage.pair();
      FrameLog.of(near);
      expect(() => near.listen(new FrameLog())).to.throw(InvalidStateTransitionError);
      const outcome = await lastValueFrom(near.frames$).catch((error: unknown) => error);
      expect(outcome).to.be.instanceOf(InvalidStateTransitionError);
    });

    it('write what is in the outbox before a graceful end', async () => {
      await open();
      const { near, far, dial } = await stage.pair();
      const [nearLog, farLog] = [FrameLog.of(near), FrameLog.of(far)];
      near.write(frameOfSize(2 * mebibyte, 1));
      near.write(frameOf('last words'));
      near.close();
      expect(await nearLog.closed).to.equal(undefined);
      expect(await farLog.closed).to.be.instanceOf(ConnectionLostError);
      expect(farLog.frames.map(({ length }) => length)).to.deep.equal([2 * mebibyte, 14]);
      expect(await dial.over).to.equal(undefined);
      expect([near.closeReason, near.bufferedBytes]).to.deep.equal([undefined, 0]);
    });

    it('end at once, and drop what was to be written, with an error', async () => {
      await open();
      const { near, far, dial } = await stage.pair();
      const [nearLog, farLog] = [FrameLog.of(near), FrameLog.of(far)];
      const error = new ConnectionLostError(near.address, 'it does not answer');
      near.write(frameOf('never sent'));
      near.close(error);
      expect(await nearLog.closed).to.equal(error);
      expect(await farLog.closed).to.be.instanceOf(ConnectionLostError);
      expect(farLog.frames).to.deep.equal([]);
      await dial.over;
      expect([near.closeReason, near.bufferedBytes]).to.deep.equal([error, 0]);
    });

    it('end once, however often and by whomever they are closed', async () => {
      await open();
      const { near, far, dial } = await stage.pair();
      const [nearLog, farLog] = [FrameLog.of(near), FrameLog.of(far)];
      near.close();
      near.close(new Error('later'));
      far.close();
      near.close();
      await dial.over;
      await stage.listener.close();
      expect([nearLog.ends, farLog.ends]).to.deep.equal([1, 1]);
      expect(await nearLog.closed).to.equal(undefined);
    });

    it('tell whoever listens too late that they have ended', async () => {
      await open();
      const { near, far } = await stage.pair();
      const error = new Error('no use');
      near.close(error);
      far.close();
      expect(await FrameLog.of(near).closed).to.equal(error);
      expect(await FrameLog.of(far).closed).to.equal(undefined);
    });

    it('complete writable$ at their end, before the listener hears of it', async () => {
      await open();
      const { near } = await stage.pair();
      const order: string[] = [];
      near.writable$.subscribe({ complete: () => order.push('writable$') });
      near.listen({ onFrame: () => undefined, onClosed: () => order.push('onClosed') });
      near.close();
      expect(order).to.deep.equal(['writable$', 'onClosed']);
    });

    it('deliver nothing after they were closed from within onFrame', async () => {
      await open();
      const { near, far } = await stage.pair();
      const log = FrameLog.of(far, () => far.close());
      for (let count = 0; count < 10; count++) near.write(frameOf(`${count}`));
      await FrameLog.of(near).closed;
      expect(log.frames.map(bodyOf)).to.deep.equal(['0']);
    });

    it('accept nothing after their end', async () => {
      await open();
      const { near, far, dial } = await stage.pair();
      const log = FrameLog.of(far);
      near.close();
      near.write(frameOf('late'));
      near.outbox.append(frameOfSize(5000, 1));
      await dial.over;
      await log.closed;
      expect([near.bufferedBytes, log.frames.length]).to.deep.equal([0, 0]);
    });

    it('end with the error of the framer when the other side talks nonsense', async () => {
      await open({ maxFrameBytes: 1000 });
      const { near, far } = await stage.pair();
      const [nearLog, farLog] = [FrameLog.of(near), FrameLog.of(far)];
      near.write(frameOf('good'));
      near.outbox.append(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
      expect(await farLog.closed).to.be.instanceOf(FrameTooLargeError);
      expect(await nearLog.closed).to.be.instanceOf(ConnectionLostError);
      expect(farLog.frames.map(bodyOf)).to.deep.equal(['good']);
    });

    it('end with the error that their listener throws', async () => {
      await open();
      const { near, far } = await stage.pair();
      const closed = deferred<Error | undefined>();
      near.write(frameOf('x'));
      far.listen({
        onFrame: () => {
          throw new Error('cannot read this');
        },
        onClosed: closed.resolve,
      });
      expect(await closed.promise).to.have.property('message', 'cannot read this');
    });

    it('hold a bounded number of bytes for a slow reader, and lose none when it goes on', async () => {
      const [size, maxOutboxBytes] = [64 * 1024, 8 * mebibyte];
      await open({ maxOutboxBytes, highWaterMarkBytes: mebibyte });
      const { near, far } = await stage.pair();
      const states: boolean[] = [];
      near.writable$.subscribe((writable) => states.push(writable));
      let sent = 0;
      const fill = async (): Promise<unknown> => {
        try {
          for (let count = 0; count < 16; count++) {
            near.write(frameOfSize(size, sent));
            sent++;
            expect(near.bufferedBytes).to.be.at.most(maxOutboxBytes + size);
          }
        } catch (error) {
          return error;
        }
        await new Promise(setImmediate);
        return fill();
      };
      expect(await fill()).to.be.instanceOf(OutboxFullError);
      expect(() => near.ensureRoom()).to.throw(OutboxFullError);
      expect(states.at(-1)).to.equal(false);
      const writableAgain = becomes(near, true);
      const log = FrameLog.of(far);
      await log.has(sent);
      await writableAgain;
      expect(() => near.ensureRoom()).not.to.throw();
      near.write(frameOf('afterwards'));
      await log.has(sent + 1);
      const right = log.frames
        .slice(0, sent)
        .filter((frame, index) => frame.equals(frameOfSize(size, index)));
      expect(right).to.have.length(sent);
      expect(states.at(-1)).to.equal(true);
    });

    it('stop reading, so that the other side has to wait, and read on without a loss', async () => {
      const size = 64 * 1024;
      await open({ maxOutboxBytes: 8 * mebibyte, highWaterMarkBytes: mebibyte / 4 });
      const { near, far } = await stage.pair();
      const log = FrameLog.of(far);
      near.write(frameOf('first'));
      await log.has(1);
      far.pauseReading();
      far.pauseReading();
      let sent = 0;
      const saturated = becomes(near, false);
      for (; near.bufferedBytes < mebibyte; sent++) {
        near.write(frameOfSize(size, sent));
        await new Promise(setImmediate);
      }
      await saturated;
      await new Promise(setImmediate);
      expect([log.frames.length, near.bufferedBytes > mebibyte / 2]).to.deep.equal([1, true]);
      const writableAgain = becomes(near, true);
      far.resumeReading();
      far.resumeReading();
      await log.has(1 + sent);
      await writableAgain;
      const right = log.frames.slice(1).filter((frame, index) => frame.equals(frameOfSize(size, index)));
      expect(right).to.have.length(sent);
    });

    for (const [side, ends] of [
      ['the one that dialled', 'near'],
      ['the one that accepted', 'far'],
    ] as const) {
      it(`stop and go on from within onFrame, wherever a frame is cut: ${side}`, async () => {
        await open({ receiveBufferBytes: 64 });
        const pair = await stage.pair();
        const [reader, writer] = ends === 'near' ? [pair.near, pair.far] : [pair.far, pair.near];
        const frames = Array.from({ length: 40 }, (_, index) => frameOfSize(4 + ((index * 13) % 90), index));
        const log = FrameLog.of(reader, () => {
          reader.pauseReading();
          setImmediate(() => reader.resumeReading());
        });
        for (const frame of frames) writer.write(frame);
        await log.has(frames.length);
        expect(Buffer.concat(log.frames).equals(Buffer.concat(frames))).to.equal(true);
      });

      it(`write while they do not read: ${side}`, async () => {
        await open();
        const pair = await stage.pair();
        const [reader, writer] = ends === 'near' ? [pair.near, pair.far] : [pair.far, pair.near];
        FrameLog.of(reader);
        reader.pauseReading();
        const log = FrameLog.of(writer);
        reader.write(frameOf('still here'));
        await log.has(1);
        expect(log.frames.map(bodyOf)).to.deep.equal(['still here']);
      });

      it(`do not hear the end while they do not read: ${side}`, async () => {
        await open({ closeTimeoutMs: 60_000 });
        const pair = await stage.pair();
        const [reader, writer] = ends === 'near' ? [pair.near, pair.far] : [pair.far, pair.near];
        const log = FrameLog.of(reader);
        reader.pauseReading();
        FrameLog.of(writer);
        writer.write(frameOf('last words'));
        writer.close();
        for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
        expect([log.frames.length, log.ends]).to.deep.equal([0, 0]);
        reader.resumeReading();
        expect(await log.closed).to.have.property('reason', 'the other side closed it');
        expect(log.frames.map(bodyOf)).to.deep.equal(['last words']);
        await pair.dial.over;
      });
    }

    it('hear an end that came with the last bytes they read once they read on', async () => {
      await open({ closeTimeoutMs: 60_000 });
      const { near, far, dial } = await stage.pair();
      const log = FrameLog.of(far, () => far.pauseReading());
      near.write(frameOf('last words'));
      near.close();
      await log.has(1);
      for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
      expect(log.ends).to.equal(0);
      far.resumeReading();
      expect(await log.closed).to.have.property('reason', 'the other side closed it');
      await dial.over;
    });

    it('read nothing when they were paused before somebody listens', async () => {
      await open();
      const { near, far } = await stage.pair();
      near.pauseReading();
      const log = FrameLog.of(near);
      far.write(frameOf('early'));
      near.write(frameOf('ping'));
      await FrameLog.of(far).has(1);
      await new Promise(setImmediate);
      expect(log.frames).to.deep.equal([]);
      near.resumeReading();
      await log.has(1);
      expect(log.frames.map(bodyOf)).to.deep.equal(['early']);
    });

    it('are not read before somebody listens, though they are told to go on', async () => {
      await open();
      const { near, far } = await stage.pair();
      near.pauseReading();
      near.resumeReading();
      far.write(frameOf('early'));
      near.write(frameOf('ping'));
      await FrameLog.of(far).has(1);
      await new Promise(setImmediate);
      expect(near.bytesRead).to.equal(0);
      await FrameLog.of(near).has(1);
    });

    it('close in order while they do not read', async () => {
      await open({ closeTimeoutMs: 60_000 });
      const { near, far, dial } = await stage.pair();
      const log = FrameLog.of(near);
      FrameLog.of(far);
      far.pauseReading();
      near.write(frameOf('unread'));
      await becomes(near, true);
      far.close();
      far.pauseReading();
      far.resumeReading();
      expect(await log.closed).to.have.property('reason', 'the other side closed it');
      expect(await dial.over).to.equal(undefined);
    });

    it('give up on a graceful end when the other side takes nothing', async () => {
      await open({ closeTimeoutMs: 20 });
      const { near, dial } = await stage.pair();
      near.outbox.append(Buffer.alloc(32 * mebibyte));
      near.close();
      expect(await dial.over).to.equal(undefined);
    });

    it('end in order without a listener, and do not mind what was not read', async () => {
      await open({ closeTimeoutMs: 60_000 });
      const { near, far, dial } = await stage.pair();
      far.write(frameOf('unread'));
      near.write(frameOf('read'));
      const log = FrameLog.of(far);
      await log.has(1);
      near.close();
      expect(await log.closed).to.have.property('reason', 'the other side closed it');
      expect(await dial.over).to.equal(undefined);
    });

    it('cut a graceful end short when they are closed with an error', async () => {
      await open({ closeTimeoutMs: 60_000 });
      const { near, far, dial } = await stage.pair();
      near.outbox.append(Buffer.alloc(32 * mebibyte));
      near.close();
      near.close(new Error('now'));
      expect(await dial.over).to.equal(undefined);
      far.close(new Error('too'));
    });

    it('hang up when the dial is left', async () => {
      await open();
      const { near, far, dial } = await stage.pair();
      const [nearLog, farLog] = [FrameLog.of(near), FrameLog.of(far)];
      dial.hangUp();
      expect(await nearLog.closed).to.equal(undefined);
      expect(await farLog.closed).to.be.instanceOf(ConnectionLostError);
    });

    it('are closed with the listener that accepted them', async () => {
      await open();
      const { near, far } = await stage.pair();
      const [nearLog, farLog] = [FrameLog.of(near), FrameLog.of(far)];
      const closing = stage.listener.close();
      expect(stage.listener.close()).to.equal(closing);
      await closing;
      expect(await farLog.closed).to.equal(undefined);
      expect(await nearLog.closed).to.be.instanceOf(ConnectionLostError);
    });
  });
}
