import { expect } from 'chai';
import fc from 'fast-check';
import { HalfMessages } from '../../../src/testing/transaction/half-messages.js';

const half = (preparedOffset: number, dueAt: number) => ({
  preparedOffset,
  physicalOffset: preparedOffset * 100,
  dueAt,
});

describe('HalfMessages', () => {
  it('gives each once, when it is due, unless it was settled', () => {
    const dueTimes = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 });
    fc.assert(
      fc.property(dueTimes, fc.array(fc.nat(30)), fc.nat(9), (times, settled, now) => {
        const halves = new HalfMessages();
        for (const [offset, dueAt] of times.entries()) halves.add(half(offset, dueAt), 0);
        for (const offset of settled) halves.settle(offset);
        const open = times.flatMap((dueAt, offset) => (settled.includes(offset) ? [] : [{ dueAt, offset }]));
        const due = open.filter(({ dueAt }) => dueAt <= now).toSorted((a, b) => a.dueAt - b.dueAt);
        expect(halves.takeDue(now).map(({ preparedOffset }) => preparedOffset)).to.deep.equal(
          due.map(({ offset }) => offset),
        );
        expect(halves.size).to.equal(open.length - due.length);
        expect(halves.takeDue(now, Infinity)).to.have.length(open.length - due.length);
        expect(halves.nextAt).to.equal(undefined);
      }),
    );
  });

  it('needs no timer when all are settled', () => {
    const halves = new HalfMessages();
    halves.add(half(0, 5), 0);
    expect(halves.nextAt).to.equal(5);
    halves.settle(0);
    expect(halves.nextAt).to.equal(undefined);
  });

  it('gives those that will be settled until they are', () => {
    const halves = new HalfMessages();
    for (const offset of [0, 1, 2]) {
      halves.add(half(offset, 5), 0);
      halves.settleAt(offset, 5 + offset);
    }
    halves.settleAt(3, 0);
    expect(halves.takeDue(6, Infinity).map(({ preparedOffset }) => preparedOffset)).to.deep.equal([2]);
    expect(halves.size).to.equal(0);
  });

  it('forgets those that were settled long before they would have been due', () => {
    const halves = new HalfMessages();
    halves.add(half(0, 9999), 0);
    for (let offset = 1; offset <= 1500; offset++) {
      halves.add(half(offset, offset), 0);
      halves.settle(offset);
    }
    expect(halves.nextAt).to.be.within(1000, 1500);
  });

  it('forgets what the store has forgotten', () => {
    const halves = new HalfMessages();
    for (const offset of [0, 1, 2]) halves.add(half(offset, 5), 0);
    halves.add(half(3, 5), 200);
    expect(halves.takeDue(5).map(({ preparedOffset }) => preparedOffset)).to.deep.equal([2, 3]);
  });
});
