import { expect } from 'chai';
import { embedded } from './embedded.js';

const queues = [0, 1].map((queueId) => ({ topic: 'orders', brokerName: 'broker-a', queueId }));

describe('lockCalls', () => {
  it('lock queues for one client, until it gives them back', async () => {
    await using stage = await embedded();
    const { lock, unlock, unlockOneway } = stage.client.locks;
    const of = (clientId: string) => ({ group: 'billing', clientId, queues });
    expect(await stage.answer(lock({ ...of('me'), queues: queues.slice(0, 1) }))).to.deep.equal(
      queues.slice(0, 1),
    );
    expect(await stage.answer(lock(of('you')))).to.deep.equal(queues.slice(1));
    await stage.answer(unlock(of('me')));
    expect(await stage.answer(lock(of('you')))).to.deep.equal(queues);
    await stage.answer(unlockOneway(of('you')));
    expect(await stage.answer(lock(of('me')))).to.deep.equal(queues);
  });
});
