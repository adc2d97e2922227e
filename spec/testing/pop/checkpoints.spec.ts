import { expect } from 'chai';
import fc from 'fast-check';
import { type Checkpoint, Checkpoints } from '../../../src/testing/pop/checkpoints.js';

function checkpoint(startOffset: number, offsets: readonly number[], dueAt: number): Checkpoint {
  const place = { group: 'g', topic: 't', queueId: 0, popTime: 1 };
  return { ...place, startOffset, invisibleTime: 1, open: new Set(offsets), dueAt };
}

describe('Checkpoints', () => {
  it('give back exactly what was not acknowledged, when its time has come', () => {
    const batch = fc.record({
      offsets: fc.uniqueArray(fc.nat(31), { minLength: 1 }),
      dueAt: fc.nat(100),
      acknowledged: fc.array(fc.nat(31)),
    });
    fc.assert(
      fc.property(fc.array(batch), fc.nat(100), (batches, now) => {
        const checkpoints = new Checkpoints();
        batches.forEach(({ offsets, dueAt }, index) => checkpoints.add(checkpoint(index, offsets, dueAt)));
        batches.forEach(({ offsets, acknowledged }, index) => {
          const left = new Set(offsets);
          for (const offset of acknowledged) {
            const key = { group: 'g', topic: 't', queueId: 0, popTime: 1, startOffset: index };
            expect(checkpoints.acknowledge(key, offset)).to.equal(left.delete(offset));
          }
        });
        const due: string[] = [];
        for (let one = checkpoints.takeDue(now); one !== undefined; one = checkpoints.takeDue(now))
          due.push(`${one.startOffset}: ${[...one.open].join()}`);
        const expected = batches.flatMap(({ offsets, dueAt, acknowledged }, index) => {
          const left = offsets.filter((offset) => !acknowledged.includes(offset));
          return dueAt <= now && left.length > 0 ? [`${index}: ${left.join()}`] : [];
        });
        expect(due).to.have.members(expected);
      }),
    );
  });

  it('keep nothing of what is settled for long', () => {
    const checkpoints = new Checkpoints();
    for (let offset = 0; offset < 5000; offset++) {
      checkpoints.add(checkpoint(offset, [offset], 1_000_000));
      checkpoints.acknowledge(checkpoint(offset, [], 0), offset);
    }
    checkpoints.add(checkpoint(5000, [5000], 2_000_000));
    expect(checkpoints.size).to.equal(1);
    expect(checkpoints.takeDue(1_000_000)).to.equal(undefined);
    expect(checkpoints.nextAt).to.equal(2_000_000);
  });

  it('are forgotten before their time when there are many settled ones', () => {
    const checkpoints = new Checkpoints();
    for (let offset = 0; offset < 1025; offset++) {
      checkpoints.add(checkpoint(offset, [offset], 1_000_000));
      checkpoints.acknowledge(checkpoint(offset, [], 0), offset);
    }
    expect(checkpoints.nextAt).to.equal(undefined);
  });

  it('are full with as many as they may be', () => {
    const checkpoints = new Checkpoints(2);
    checkpoints.add(checkpoint(0, [0], 1));
    expect(checkpoints.isFull).to.equal(false);
    checkpoints.add(checkpoint(1, [1], 1));
    expect(checkpoints.isFull).to.equal(true);
  });
});
