import { expect } from 'chai';
import { admit, type AdmissionSettings, type UndecodableDelivery } from '../../src/delivery/admission.js';
import type { Unpack } from '../../src/message/unpack-message.js';
import type { PullResult } from '../../src/broker/calls/pull-message.js';
import type { MessageSource } from '../../src/message/received-message.js';
import { Subscription } from '../../src/message/subscription.js';
import { observe } from '../remoting/toy-network.js';
import { type Deferred, deferred } from '../support/deferred.js';
import { storedRecord, type StubMessage } from '../support/stub-broker/stub-queue.js';

const queue = { topic: 'orders', brokerName: 'broker-a', queueId: 0 };

const recordsFrom = (offset: number, ...messages: readonly StubMessage[]): Buffer[] =>
  messages.map((message, index) => storedRecord('orders', 0, offset + index, message));

const tagged = (tag: string): StubMessage => ({ properties: { TAGS: tag } });

/** A record with the magic of none. */
function spoilt(record: Buffer): Buffer {
  record.writeInt32BE(7, 4);
  return record;
}

/** Where a record of a sender and a broker with IPv4 addresses has the length of its body. */
const bodyLengthAt = 84;

/** A record of which the place can be read, and the body does not fit into it. */
function overlong(record: Buffer): Buffer {
  record.writeInt32BE(1_000_000, bodyLengthAt);
  return record;
}

interface Options {
  /** How many messages fit. */
  readonly room?: number;
  readonly undecodableRoom?: number;
  readonly expression?: string;
  readonly start?: number;
  readonly decompress?: Unpack;
}

function makeAdmission({
  room = Infinity,
  undecodableRoom = Infinity,
  expression = '*',
  start = 0,
  decompress = ({ body }) => body,
}: Options = {}) {
  let next = start;
  const taken: MessageSource[] = [];
  const undecodable: UndecodableDelivery[] = [];
  const settings: AdmissionSettings = {
    queue,
    subscription: new Subscription('orders', expression, 1),
    decompress,
    nextOffset: () => next,
    advanceTo: (offset) => {
      next = Math.max(next, offset);
    },
    take: (source) => {
      if (taken.length >= room) return false;
      taken.push(source);
      next = source.offset + 1;
      return true;
    },
    takeUndecodable: (delivery) => {
      if (undecodable.length >= undecodableRoom) return false;
      undecodable.push(delivery);
      return true;
    },
  };
  const run = (records: readonly Buffer[], changes: Partial<PullResult> = {}) =>
    observe(
      admit(
        {
          status: 'found',
          nextOffset: start + records.length,
          minOffset: 0,
          maxOffset: start + records.length,
          suggestedBrokerId: 0,
          offsetDelta: 0,
          records: records.length === 0 ? undefined : Buffer.concat(records),
          ...changes,
        },
        settings,
      ),
    );
  return {
    run,
    undecodable,
    offsets: () => taken.map(({ offset }) => offset),
    texts: () => taken.map(({ bytes }) => bytes.toString()),
    taken,
    next: () => next,
  };
}

/** Every second body comes later. */
function makeSlow(options: Options = {}) {
  const pending: Deferred<Buffer>[] = [];
  const decompress: Unpack = ({ body, queueOffset }) => {
    if (queueOffset % 2 === 1) return body;
    const later = deferred<Buffer>();
    pending.push(later);
    return later.promise;
  };
  const admission = makeAdmission({ ...options, decompress });
  const unpack = async (settle: (later: Deferred<Buffer>) => void): Promise<void> => {
    settle(pending.at(-1)!);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { ...admission, unpack };
}

describe('admit', () => {
  it('hands out every message in order, with its queue, place and bytes', () => {
    const { run, taken, next } = makeAdmission();
    const admitted = run(recordsFrom(0, {}, { body: 'second' }));
    expect(taken.map(({ offset, bytes }) => [offset, bytes.toString()])).to.deep.equal([
      [0, 'm-0'],
      [1, 'second'],
    ]);
    expect(taken[0]).to.deep.include({ queue, extraAttempts: 0 });
    expect([admitted.values, admitted.complete.callCount, next()]).to.deep.equal([[false], 1, 2]);
  });

  it('says that more is there when the queue reaches further than the answer', () => {
    expect(makeAdmission().run(recordsFrom(0, {}), { maxOffset: 9 }).values).to.deep.equal([true]);
  });

  it('drops what the subscription does not want, and counts it as seen', () => {
    const { run, offsets, next } = makeAdmission({ expression: 'a || b' });
    run(recordsFrom(0, tagged('a'), tagged('c'), {}, tagged('b'), tagged('c')));
    expect([offsets(), next()]).to.deep.equal([[0, 3], 5]);
  });

  it('compares tags, not their hashes', () => {
    const { run, offsets } = makeAdmission({ expression: 'AaAa' });
    run(recordsFrom(0, tagged('BBBB'), tagged('AaAa')));
    expect(offsets()).to.deep.equal([1]);
  });

  it('goes on where the answer says when nothing matched', () => {
    const { run, next } = makeAdmission();
    const admitted = run([], { status: 'none', nextOffset: 40, maxOffset: 90 });
    expect([next(), admitted.values]).to.deep.equal([40, [true]]);
  });

  it('does not believe in more when an answer without messages did not move on', () => {
    const { run } = makeAdmission({ start: 40 });
    expect(run([], { status: 'none', nextOffset: 40, maxOffset: 90 }).values).to.deep.equal([false]);
  });

  it('ends before the first message that does not fit, which stays to be pulled again', () => {
    const { run, offsets, next } = makeAdmission({ room: 2 });
    const admitted = run(recordsFrom(0, {}, {}, {}, {}));
    expect([offsets(), next(), admitted.values]).to.deep.equal([[0, 1], 2, [true]]);
  });

  it('does not unpack what comes after a message that does not fit', () => {
    let unpacked = 0;
    const decompress: Unpack = ({ body }) => {
      unpacked++;
      return body;
    };
    makeAdmission({ room: 1, decompress }).run(recordsFrom(0, {}, {}, {}, {}));
    expect(unpacked).to.equal(2);
  });

  it('skips messages before the asked offset', () => {
    const { run, offsets } = makeAdmission({ start: 2 });
    run(recordsFrom(0, {}, {}, {}, {}));
    expect(offsets()).to.deep.equal([2, 3]);
  });

  it('adds the offset delta of the answer', () => {
    const { run, offsets, next } = makeAdmission({ start: 1000, expression: 'a' });
    run(recordsFrom(0, tagged('a'), tagged('b'), tagged('a')), { offsetDelta: 1000 });
    expect([offsets(), next()]).to.deep.equal([[1000, 1002], 1003]);
  });

  describe('with a record that cannot be read', () => {
    const [first, second, third] = recordsFrom(0, {}, {}, {}) as [Buffer, Buffer, Buffer];
    const broken = spoilt(Buffer.from(second));
    const placed = overlong(Buffer.from(second));

    it('reports it in its place and hands out the others', () => {
      const { run, offsets, undecodable } = makeAdmission();
      const admitted = run([first, broken, third]);
      expect([offsets(), admitted.values]).to.deep.equal([[0, 2], [false]]);
      expect(undecodable).to.have.length(1);
      expect(undecodable[0]).to.deep.include({ queue, offset: undefined, stored: undefined, bytes: broken });
      expect(undecodable[0]?.error).to.have.property('name', 'DecodeError');
    });

    it('tells its place where that can be read, and counts it as seen', () => {
      const { run, undecodable, next } = makeAdmission({ room: 1 });
      run([first, placed, third]);
      expect([undecodable.map(({ offset }) => offset), next()]).to.deep.equal([[1], 2]);
    });

    it('does not report it again when it is before the asked offset', () => {
      const { run, undecodable, offsets } = makeAdmission({ start: 2 });
      run([first, placed, third]);
      expect([undecodable.length, offsets()]).to.deep.equal([0, [2]]);
    });

    it('ends before it when there is no room to deal with it', () => {
      const { run, offsets, next } = makeAdmission({ undecodableRoom: 0 });
      const admitted = run([first, placed, third]);
      expect([offsets(), next(), admitted.values]).to.deep.equal([[0], 1, [true]]);
    });
  });

  it('reports a body that cannot be unpacked, with the message it belongs to', () => {
    const failure = new Error('not a zip');
    const { run, offsets, undecodable } = makeAdmission({
      decompress: ({ body, queueOffset }) => {
        if (queueOffset === 1) throw failure;
        return body;
      },
    });
    run(recordsFrom(0, {}, {}, {}));
    expect(offsets()).to.deep.equal([0, 2]);
    expect(undecodable[0]).to.include({ offset: 1, error: failure });
    expect(undecodable[0]?.stored?.queueOffset).to.equal(1);
  });

  describe('with bodies that are unpacked later', () => {
    it('keeps the order', async () => {
      const { run, texts, unpack } = makeSlow();
      const admitted = run(recordsFrom(0, {}, {}, {}));
      expect(texts()).to.deep.equal([]);
      await unpack(({ resolve }) => resolve(Buffer.from('late 0')));
      expect([texts(), admitted.values]).to.deep.equal([['late 0', 'm-1'], []]);
      await unpack(({ resolve }) => resolve(Buffer.from('late 2')));
      expect([texts(), admitted.values]).to.deep.equal([['late 0', 'm-1', 'late 2'], [false]]);
    });

    it('reports one that fails, and goes on', async () => {
      const { run, texts, undecodable, unpack } = makeSlow();
      const admitted = run(recordsFrom(0, {}, {}));
      const failure = new Error('corrupt');
      await unpack(({ reject }) => reject(failure));
      expect([texts(), admitted.values]).to.deep.equal([['m-1'], [false]]);
      expect(undecodable[0]).to.include({ offset: 0, error: failure });
    });

    it('ends before one that does not fit', async () => {
      const { run, texts, next, unpack } = makeSlow({ room: 0 });
      const admitted = run(recordsFrom(0, {}, {}));
      await unpack(({ resolve }) => resolve(Buffer.from('late')));
      expect([texts(), next(), admitted.values]).to.deep.equal([[], 0, [true]]);
    });

    it('takes nothing in any more when it is unsubscribed', async () => {
      const { run, texts, unpack } = makeSlow();
      run(recordsFrom(0, {}, {})).subscription.unsubscribe();
      await unpack(({ resolve }) => resolve(Buffer.from('late')));
      expect(texts()).to.deep.equal([]);
    });

    it('copes with as many as an answer can hold', async () => {
      const { run, offsets } = makeAdmission({ decompress: ({ body }) => Promise.resolve(body) });
      const count = 20_000;
      const admitted = run(recordsFrom(0, ...Array.from({ length: count }, () => ({}))));
      await new Promise((resolve) => setImmediate(resolve));
      expect([offsets().length, admitted.values, admitted.failure]).to.deep.equal([
        count,
        [false],
        undefined,
      ]);
    });
  });
});
