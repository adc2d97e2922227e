import { expect } from 'chai';
import fc from 'fast-check';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';
import {
  createUniqueIdGenerator,
  decodeOffsetMessageId,
  decodeUniqueId,
  encodeOffsetMessageId,
} from '../../../src/protocol/message/message-id.js';
import { fromJavaHost, inFull, vectors } from '../support/golden.js';

interface OffsetIdVector {
  readonly offset: string;
  readonly id: string;
  readonly decodedAddress: string;
}

interface UniqueIdVector {
  readonly id: string;
  readonly ipHex: string;
  readonly pid: number;
  readonly millisSinceMonthStartUnsigned: number;
  readonly counter: number;
}

const offsetIds = vectors('message-id') as readonly OffsetIdVector[];
const isSafe = ({ offset }: OffsetIdVector): boolean => Number.isSafeInteger(Number(offset));

describe('encodeOffsetMessageId', () => {
  it('writes the ids of Java', () => {
    for (const { decodedAddress, offset, id } of offsetIds.filter(isSafe)) {
      const address = fromJavaHost(decodedAddress.replace(/^\//, ''));
      expect(encodeOffsetMessageId({ address, physicalOffset: Number(offset) })).to.equal(id);
    }
  });

  it('refuses a host name', () => {
    expect(() => encodeOffsetMessageId({ address: 'broker:1', physicalOffset: 0 })).to.throw(
      InvalidArgumentError,
    );
  });
});

describe('decodeOffsetMessageId', () => {
  it('reads the ids of Java', () => {
    for (const { decodedAddress, offset, id } of offsetIds.filter(isSafe)) {
      const { address, physicalOffset } = decodeOffsetMessageId(id);
      expect(physicalOffset).to.equal(Number(offset));
      expect(inFull(address)).to.equal(fromJavaHost(decodedAddress.replace(/^\//, '')));
    }
  });

  it('refuses offsets that a double cannot hold', () => {
    const unsafe = offsetIds.filter((vector) => !isSafe(vector));
    expect(unsafe).to.not.be.empty;
    for (const { id } of unsafe) expect(() => decodeOffsetMessageId(id)).to.throw(DecodeError, 'beyond 2^53');
  });

  for (const id of [
    '',
    'x',
    '0A00000100002A9F',
    '0A00000100002A9F00000000000010',
    'Z'.repeat(32),
    '0'.repeat(33),
  ])
    it(`refuses "${id}"`, () => {
      expect(() => decodeOffsetMessageId(id)).to.throw(DecodeError, '32 or 56 hexadecimal digits');
    });
});

describe('decodeUniqueId', () => {
  it('reads the ids of Java', () => {
    for (const { id, ipHex, pid, millisSinceMonthStartUnsigned, counter } of vectors(
      'uniq-key',
    ) as readonly UniqueIdVector[]) {
      const parts = decodeUniqueId(id);
      expect(parts.address.toString('hex').toUpperCase()).to.equal(ipHex);
      expect(parts).to.include({ pid, counter, millisOfMonth: millisSinceMonthStartUnsigned });
    }
  });

  it('refuses other forms', () => {
    for (const id of ['', 'order-1', '0'.repeat(30), `${'0'.repeat(31)}G`])
      expect(() => decodeUniqueId(id)).to.throw(DecodeError);
  });
});

describe('createUniqueIdGenerator', () => {
  const monthStart = new Date(2026, 10, 1).getTime();
  const source = { address: Buffer.from([10, 0, 0, 9]), pid: 0x1_1a2b, random: () => 0.5 };

  function generatorAt(start: number): { next: () => string; clock: { now: number } } {
    const clock = { now: start };
    return { next: createUniqueIdGenerator({ ...source, now: () => clock.now }), clock };
  }

  it('makes ids of the form of Java', () => {
    const { next, clock } = generatorAt(monthStart + 5);
    expect(next()).to.equal('0A0000091A2B80000000000000050000');
    expect(next()).to.equal('0A0000091A2B80000000000000050001');
    clock.now += 0x1_0000;
    expect(next()).to.equal('0A0000091A2B80000000000100050002');
  });

  it('makes longer ones for IPv6', () => {
    const id = createUniqueIdGenerator({
      ...source,
      address: Buffer.alloc(16, 0xfd),
      now: () => monthStart,
    })();
    expect(id)
      .to.match(/^(?:FD){16}1A2B80000000/)
      .and.have.length(56);
  });

  it('counts milliseconds past 2^31, late in the month', () => {
    const late = new Date(2026, 10, 28, 12).getTime();
    expect(decodeUniqueId(generatorAt(late).next()).millisOfMonth).to.equal(late - monthStart);
  });

  it('starts anew with the month', () => {
    const { next, clock } = generatorAt(new Date(2026, 11, 1).getTime() - 1);
    expect(decodeUniqueId(next()).millisOfMonth).to.be.above(2 ** 31);
    clock.now += 1;
    expect(decodeUniqueId(next()).millisOfMonth).to.equal(0);
  });

  it('never makes an id twice, whatever the clock does', () => {
    const steps = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 50, maxLength: 50 });
    fc.assert(
      fc.property(steps, (clockSteps) => {
        const { next, clock } = generatorAt(monthStart + 1000);
        const ids = clockSteps.map((step) => {
          clock.now += step;
          return next();
        });
        expect(new Set(ids).size).to.equal(ids.length);
      }),
    );
  });

  it('makes more ids than its counter has numbers while the clock stands still', () => {
    for (const start of [0, monthStart]) {
      const { next } = generatorAt(start);
      const ids = new Set(Array.from({ length: 70_000 }, next));
      expect(ids.size).to.equal(70_000);
    }
  });

  it('differs from another generator of the same process', () => {
    const fixed = { ...source, now: () => monthStart };
    const first = createUniqueIdGenerator({ ...fixed, random: () => 0.1 })();
    const second = createUniqueIdGenerator({ ...fixed, random: () => 0.9999 })();
    expect(first).to.not.equal(second);
    expect([first.length, second.length]).to.deep.equal([32, 32]);
  });
});
