import { expect } from 'chai';
import { AuthorizationError, BrokerInternalError } from '../../../src/errors/broker-error.js';
import { embedded } from './embedded.js';

describe('serverCalls', () => {
  it('tell what the broker is', async () => {
    await using stage = await embedded();
    const values = await stage.answer(stage.client.server.runtimeInfo());
    expect(values).to.include({ brokerVersionDesc: 'V5_3_3', msgPutTotalTodayNow: '0' });
  });

  it('tell and change its settings', async () => {
    await using stage = await embedded();
    const { config, updateConfig } = stage.client.server;
    await stage.answer(updateConfig({ autoCreateTopicEnable: false }));
    expect(await stage.answer(config())).to.include({
      brokerName: 'broker-a',
      autoCreateTopicEnable: 'false',
    });
    const locked = await stage.failure(updateConfig({ brokerConfigPath: '/etc' }));
    expect(locked).to.be.instanceOf(AuthorizationError);
  });

  it('tell one of its statistics', async () => {
    await using stage = await embedded();
    await stage.send();
    const { statistic } = stage.client.server;
    await stage.clock.advance(30_000);
    const counts = await stage.answer(statistic({ name: 'TOPIC_PUT_NUMS', key: 'orders' }));
    expect(counts.statsMinute.sum).to.equal(1);
    const error = await stage.failure(statistic({ name: 'NOTHING', key: 'orders' }));
    expect(error).to.be.instanceOf(BrokerInternalError);
  });

  it('make it clean up', async () => {
    await using stage = await embedded();
    const { cleanExpiredQueues, cleanUnusedTopics, deleteExpiredCommitLog } = stage.client.server;
    for (const clean of [cleanExpiredQueues, cleanUnusedTopics, deleteExpiredCommitLog])
      expect(await stage.answer(clean())).to.equal(undefined);
  });
});
