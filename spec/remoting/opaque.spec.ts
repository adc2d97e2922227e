import { expect } from 'chai';
import { maxOpaque, OpaqueSequence } from '../../src/remoting/opaque.js';

const free = new Set<number>();

describe('OpaqueSequence', () => {
  it('begins at 1 and counts up', () => {
    const opaques = new OpaqueSequence();
    expect([opaques.next(free), opaques.next(free), opaques.next(free)]).to.deep.equal([1, 2, 3]);
  });

  it('goes on with 1 after the largest int32', () => {
    const opaques = new OpaqueSequence(maxOpaque - 1);
    expect([opaques.next(free), opaques.next(free)]).to.deep.equal([2_147_483_647, 1]);
  });

  it('skips what is in use, across the wrap too', () => {
    const opaques = new OpaqueSequence(maxOpaque - 2);
    const inUse = new Set([maxOpaque, 1, 2, 4]);
    expect([opaques.next(inUse), opaques.next(inUse), opaques.next(inUse)]).to.deep.equal([
      maxOpaque - 1,
      3,
      5,
    ]);
  });

  it('shares nothing with another sequence', () => {
    const first = new OpaqueSequence();
    first.next(free);
    expect(new OpaqueSequence().next(free)).to.equal(1);
  });
});
