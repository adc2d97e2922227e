import { expect } from 'chai';
import fc from 'fast-check';
import { OutboxFullError } from '../../src/errors/transport-error.js';
import { Outbox } from '../../src/transport/outbox.js';
import { FakeChannel } from './fake-channel.js';

const slabBytes = 8192;

function makeOutbox(options: { maxOutboxBytes?: number; highWaterMarkBytes?: number } = {}) {
  const channel = new FakeChannel();
  const deferred: (() => void)[] = [];
  const outbox = new Outbox(
    'peer:1',
    channel,
    { outboxSlabBytes: slabBytes, maxOutboxBytes: 1_000_000, highWaterMarkBytes: 100_000, ...options },
    { defer: (task) => deferred.push(task) },
  );
  const endTick = (): void => {
    for (const task of deferred.splice(0)) task();
  };
  /** As an encoder does. */
  const encode = (bytes: Uint8Array, reservedBytes = bytes.length): void => {
    outbox.reserve(reservedBytes);
    outbox.buffer.set(bytes, outbox.position);
    outbox.commit(bytes.length);
  };
  return { channel, deferred, outbox, endTick, encode };
}

const filled = (length: number, value: number): Buffer => Buffer.alloc(length, value);

describe('Outbox', () => {
  it('writes everything of a tick at once, at its end', () => {
    const { channel, encode, endTick } = makeOutbox();
    encode(Buffer.from('one,'));
    encode(Buffer.from('two,'), 500);
    encode(Buffer.from('three'));
    expect(channel.writes).to.deep.equal([]);
    endTick();
    expect(channel.writes).to.deep.equal([[Buffer.from('one,two,three')]]);
  });

  it('defers once per tick, and not at all without a frame', () => {
    const { deferred, encode, endTick } = makeOutbox();
    encode(Buffer.from('a'));
    encode(Buffer.from('b'));
    expect(deferred).to.have.length(1);
    endTick();
    expect(deferred).to.have.length(0);
  });

  it('writes nothing that was only reserved', () => {
    const { channel, outbox, endTick } = makeOutbox();
    outbox.reserve(100);
    outbox.commit(0);
    endTick();
    expect(channel.writes).to.deep.equal([]);
  });

  it('writes early when its slab is full', () => {
    const { channel, encode } = makeOutbox();
    encode(filled(slabBytes - 10, 1));
    encode(filled(11, 2));
    expect(channel.writes).to.deep.equal([[filled(slabBytes - 10, 1)]]);
  });

  it('gives a frame larger than a slab a buffer of its own, and goes on with a slab', () => {
    const { channel, outbox, encode, endTick } = makeOutbox();
    encode(Buffer.from('before'));
    encode(filled(3 * slabBytes, 7));
    expect(outbox.buffer).to.have.length(3 * slabBytes);
    endTick();
    expect(outbox.buffer).to.have.length(slabBytes);
    expect(channel.bytes).to.deep.equal(Buffer.concat([Buffer.from('before'), filled(3 * slabBytes, 7)]));
  });

  it('copies small bodies, so that the caller may change them', () => {
    const { channel, outbox, endTick } = makeOutbox();
    const body = filled(4095, 1);
    outbox.append(body);
    body.fill(2);
    endTick();
    expect(channel.bytes).to.deep.equal(filled(4095, 1));
  });

  it('takes large bodies by reference, between what was encoded before and after', () => {
    const { channel, outbox, encode, endTick } = makeOutbox();
    const body = filled(4096, 1);
    encode(Buffer.from('head'));
    outbox.append(body);
    encode(Buffer.from('tail'));
    endTick();
    expect(channel.writes).to.deep.equal([[Buffer.from('head'), body, Buffer.from('tail')]]);
    expect(channel.parts[0]?.[1]).to.equal(body);
  });

  it('uses a slab again once it is written, not before', () => {
    const { channel, outbox, encode, endTick } = makeOutbox();
    const first = outbox.buffer;
    encode(Buffer.from('a'));
    endTick();
    const second = outbox.buffer;
    encode(Buffer.from('b'));
    endTick();
    expect([second, outbox.buffer]).not.to.include(first);
    channel.written();
    encode(Buffer.from('c'));
    endTick();
    expect([first, second]).to.include(outbox.buffer);
  });

  it('gives a slab back when its last part is a body by reference', () => {
    const { channel, outbox, encode, endTick } = makeOutbox();
    const first = outbox.buffer;
    encode(Buffer.from('head'));
    outbox.append(filled(5000, 1));
    endTick();
    channel.written();
    encode(Buffer.from('x'));
    endTick();
    expect(outbox.buffer).to.equal(first);
  });

  it('leaves the channel alone until it has drained, and goes on encoding', () => {
    const { channel, outbox, encode, endTick } = makeOutbox();
    channel.wantsMore = false;
    encode(Buffer.from('a'));
    endTick();
    for (let count = 0; count < 5; count++) {
      encode(filled(slabBytes, count));
      endTick();
    }
    expect(channel.writes).to.have.length(1);
    expect(outbox.bufferedBytes).to.equal(1 + 5 * slabBytes);
    channel.written();
    channel.wantsMore = true;
    outbox.drained();
    expect(channel.bytes).to.have.length(1 + 5 * slabBytes);
  });

  it('hands over a bounded part of a backlog at a time, so that its count follows what leaves', () => {
    const { channel, outbox, encode, endTick } = makeOutbox();
    channel.wantsMore = false;
    for (let count = 0; count < 20; count++) encode(filled(slabBytes, count));
    endTick();
    channel.written();
    outbox.drained();
    const sizes = channel.writes.map((parts) => Buffer.concat(parts).length / slabBytes);
    expect(sizes).to.deep.equal([1, 8]);
  });

  it('counts what is committed and what is written to the byte', () => {
    const { channel, outbox, encode, endTick } = makeOutbox();
    const counts = (): number[] => [outbox.bufferedBytes, outbox.bytesWritten];
    encode(filled(10, 1));
    outbox.append(filled(5000, 1));
    expect(counts()).to.deep.equal([5010, 0]);
    endTick();
    expect(counts()).to.deep.equal([5010, 0]);
    channel.written();
    expect(counts()).to.deep.equal([0, 5010]);
  });

  it('refuses a frame when too much waits, and takes one again when that is written', () => {
    const { channel, outbox, encode, endTick } = makeOutbox({ maxOutboxBytes: 100, highWaterMarkBytes: 100 });
    encode(filled(99, 1));
    expect(() => outbox.ensureRoom()).not.to.throw();
    encode(filled(1, 1));
    expect(() => outbox.ensureRoom())
      .to.throw(OutboxFullError, 'More than 100 bytes wait to be written to peer:1')
      .that.includes({ maxOutboxBytes: 100 });
    endTick();
    channel.written();
    expect(() => outbox.ensureRoom()).not.to.throw();
  });

  it('says that it is not writable above its mark, and that it is again at half of it', () => {
    const { channel, outbox, encode, endTick } = makeOutbox({ highWaterMarkBytes: 1000 });
    const seen: boolean[] = [];
    outbox.writable$.subscribe((writable) => seen.push(writable));
    for (const [bytes, expected] of [
      [1000, [true]],
      [1, [true, false]],
      [100, [true, false]],
    ] as const) {
      encode(filled(bytes, 1));
      endTick();
      expect(seen).to.deep.equal(expected);
    }
    encode(filled(600, 1));
    endTick();
    channel.written(1);
    expect([outbox.bufferedBytes, seen]).to.deep.equal([701, [true, false]]);
    channel.written(2);
    expect([outbox.bufferedBytes, seen]).to.deep.equal([600, [true, false]]);
    channel.written(1);
    expect([outbox.bufferedBytes, seen]).to.deep.equal([0, [true, false, true]]);
  });

  it('does not tell so in the middle of a frame', () => {
    const { outbox, encode, endTick } = makeOutbox({ highWaterMarkBytes: 10 });
    const seen: boolean[] = [];
    outbox.writable$.subscribe((writable) => seen.push(writable));
    encode(filled(2 * slabBytes, 1));
    outbox.append(filled(5000, 1));
    expect(seen).to.deep.equal([true]);
    endTick();
    expect(seen).to.deep.equal([true, false]);
  });

  it('hands over everything at its end, also to a channel that asks to wait, and takes no more', () => {
    const { channel, outbox, encode, endTick } = makeOutbox();
    channel.wantsMore = false;
    encode(Buffer.from('a'));
    endTick();
    encode(filled(20 * slabBytes, 1));
    outbox.finish();
    encode(Buffer.from('late'));
    outbox.append(filled(5000, 2));
    endTick();
    expect(channel.bytes).to.deep.equal(Buffer.concat([Buffer.from('a'), filled(20 * slabBytes, 1)]));
    channel.written();
    expect([outbox.bufferedBytes, outbox.bytesWritten]).to.deep.equal([0, 1 + 20 * slabBytes]);
  });

  it('drops everything when it is discarded, and takes no more', () => {
    const { channel, outbox, encode, endTick } = makeOutbox();
    channel.wantsMore = false;
    encode(Buffer.from('in flight'));
    endTick();
    encode(Buffer.from('waiting'));
    outbox.discard();
    encode(Buffer.from('late'));
    endTick();
    channel.fail(new Error('destroyed'));
    expect(channel.bytes.toString()).to.equal('in flight');
    expect([outbox.bufferedBytes, outbox.bytesWritten]).to.deep.equal([0, 0]);
  });

  it('does not count what turns out to be written after it was discarded', () => {
    const { channel, outbox, encode, endTick } = makeOutbox();
    encode(Buffer.from('in flight'));
    endTick();
    outbox.discard();
    channel.written();
    expect([outbox.bufferedBytes, outbox.bytesWritten]).to.deep.equal([0, 0]);
  });

  it('does not count what the channel could not write', () => {
    const { channel, outbox, encode, endTick } = makeOutbox();
    encode(Buffer.from('lost'));
    endTick();
    channel.fail(new Error('EPIPE'));
    expect(outbox.bytesWritten).to.equal(0);
  });

  it('loses, doubles and reorders nothing, whatever is written and however the channel takes it', () => {
    const size = fc.oneof(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 3900, max: 4300 }),
      fc.integer({ min: 8000, max: 20_000 }),
    );
    const step = fc.oneof(
      fc.record({ type: fc.constantFrom('encode' as const, 'append' as const), size }),
      fc.record({ type: fc.constantFrom('tick', 'full', 'drain', 'one', 'all' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
        const { channel, outbox, encode, endTick } = makeOutbox();
        const sent: Buffer[] = [];
        for (const [index, what] of steps.entries()) {
          switch (what.type) {
            case 'encode':
            case 'append': {
              const bytes = filled(what.size, index);
              sent.push(bytes);
              if (what.type === 'encode') encode(bytes, bytes.length + (index % 50));
              else outbox.append(bytes);
              break;
            }
            case 'tick':
              endTick();
              break;
            case 'full':
              channel.wantsMore = false;
              break;
            case 'drain':
              channel.wantsMore = true;
              outbox.drained();
              break;
            case 'one':
              channel.written(1);
              break;
            case 'all':
              channel.written();
              break;
          }
          const total = sent.reduce((sum, { length }) => sum + length, 0);
          expect(outbox.bufferedBytes + outbox.bytesWritten).to.equal(total);
        }
        channel.wantsMore = true;
        outbox.drained();
        endTick();
        channel.written();
        expect(channel.bytes.equals(Buffer.concat(sent))).to.equal(true);
        expect(outbox.bufferedBytes).to.equal(0);
      }),
    );
  });
});
