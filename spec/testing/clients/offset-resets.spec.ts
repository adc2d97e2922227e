import { expect } from 'chai';
import { OffsetResets } from '../../../src/testing/clients/offset-resets.js';

describe('OffsetResets', () => {
  it('is pending until a pull takes the offset, once', () => {
    const resets = new OffsetResets({ useServerSideResetOffset: true });
    resets.assign('g', 't', 1, 5);
    resets.assign('g', 't', 1, 0);
    expect(resets.isPending('g', 't', 1)).to.equal(true);
    expect(resets.take('g', 't', 1)).to.equal(0);
    expect(resets.isPending('g', 't', 1)).to.equal(false);
    expect(resets.take('g', 't', 1)).to.equal(undefined);
  });

  it('knows each group and queue for itself', () => {
    const resets = new OffsetResets({ useServerSideResetOffset: true });
    resets.assign('g', 't', 1, 5);
    expect([resets.take('h', 't', 1), resets.take('g', 'u', 1), resets.take('g', 't', 0)]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
    expect(resets.take('g', 't', 1)).to.equal(5);
  });

  it('means nothing once resets are left to the consumers', () => {
    const config = { useServerSideResetOffset: true };
    const resets = new OffsetResets(config);
    resets.assign('g', 't', 1, 5);
    config.useServerSideResetOffset = false;
    expect(resets.isPending('g', 't', 1)).to.equal(false);
    expect(resets.take('g', 't', 1)).to.equal(undefined);
    config.useServerSideResetOffset = true;
    expect(resets.take('g', 't', 1), 'it was taken nevertheless').to.equal(undefined);
  });
});
