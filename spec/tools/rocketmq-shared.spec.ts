import { expect } from 'chai';
import sinon from 'sinon';
import { Shared } from '../support/rocketmq/shared.js';

describe('Shared', () => {
  it('starts once, when the first one asks, and stops what was started', async () => {
    const stop = sinon.stub().resolves();
    const start = sinon.stub().resolves({ stop });
    const shared = new Shared(start);
    expect(start).to.have.callCount(0);
    expect(await shared.get()).to.equal(await shared.get());
    await shared.stop();
    expect([start.callCount, stop.callCount]).to.deep.equal([1, 1]);
  });

  it('has nothing to stop when nobody asked, or when the start failed', async () => {
    const start = sinon.stub().rejects(new Error('no Java'));
    const shared = new Shared<{ stop(): Promise<void> }>(start);
    await shared.stop();
    expect(start).to.have.callCount(0);
    const failure = await shared.get().catch(String);
    await shared.stop();
    expect(failure).to.equal('Error: no Java');
  });
});
