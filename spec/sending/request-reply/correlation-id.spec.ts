import { expect } from 'chai';
import fc from 'fast-check';
import { createCorrelationIds } from '../../../src/sending/request-reply/correlation-id.js';

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('createCorrelationIds', () => {
  it('makes UUIDs of version 4, whatever chance gives', () => {
    fc.assert(
      fc.property(fc.infiniteStream(chance), (chances) => {
        const nextId = createCorrelationIds(() => chances.next().value as number);
        expect(nextId()).to.match(uuid);
      }),
    );
  });

  it('never makes one twice, even if chance does not change', () => {
    const nextId = createCorrelationIds(() => 0.999);
    const ids = Array.from({ length: 1000 }, nextId);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('takes every part of an id from chance', () => {
    const [lowest, highest] = [0, 1 - 2 ** -32].map((value) => createCorrelationIds(() => value)());
    expect(lowest).to.equal('00000000-0000-4000-8000-000000000001');
    expect(highest).to.equal('ffffffff-ffff-4fff-bfff-fffffffffffe');
  });
});
