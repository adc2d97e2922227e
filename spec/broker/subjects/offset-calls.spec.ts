import { expect } from 'chai';
import { BrokerTopicNotFoundError, GroupError } from '../../../src/errors/broker-error.js';
import { consumerOf, embedded, heartbeat } from './embedded.js';

const group = 'billing';
const queues = [0, 1].map((queueId) => ({ topic: 'orders', brokerName: 'broker-a', queueId }));
const [first, second] = queues as [(typeof queues)[0], (typeof queues)[0]];

/** Three messages in queue 0, a second apart, of which the group has consumed one. */
async function stageWithGroup(config: object = {}) {
  const stage = await embedded({ groups: { [group]: {} }, config });
  const times: number[] = [];
  for (let index = 0; index < 3; index++) {
    await stage.clock.advance(1000);
    times.push(stage.clock.now);
    await stage.send();
  }
  await stage.answer(stage.client.updateConsumerOffset({ ...first, group }, 1));
  await stage.answer(stage.client.updateConsumerOffset({ ...second, group }, 0));
  return {
    ...stage,
    times,
    calls: stage.client.offsets,
    committed: async () =>
      [
        await stage.answer(stage.client.queryConsumerOffset({ ...first, group })),
        await stage.answer(stage.client.queryConsumerOffset({ ...second, group })),
      ] as const,
  };
}

describe('offsetCalls', () => {
  it('commit without an answer', async () => {
    await using stage = await stageWithGroup();
    await stage.answer(stage.calls.commitOneway({ ...first, group, offset: 2 }));
    expect(await stage.committed()).to.deep.equal([2, 0]);
  });

  it('tell when the oldest message was stored', async () => {
    await using stage = await stageWithGroup();
    expect(await stage.answer(stage.calls.earliestStoreTime(first))).to.equal(stage.times[0]);
    expect(await stage.answer(stage.calls.earliestStoreTime(second))).to.equal(undefined);
  });

  it('tell how far a group has come, and all groups', async () => {
    await using stage = await stageWithGroup();
    const progress = await stage.answer(stage.calls.progress({ group }));
    const values = progress.offsetTable.map(({ value }) => [value.consumerOffset, value.brokerOffset]);
    expect(values).to.deep.equal([
      [1, 3],
      [0, 0],
    ]);
    expect(progress.offsetTable[0]).to.deep.include({ messageQueue: first });
    expect((await stage.answer(stage.calls.progress({ group, topic: 'orders' }))).offsetTable).to.have.length(
      2,
    );
    expect((await stage.answer(stage.calls.progress({ group: 'nobody' }))).offsetTable).to.deep.equal([]);
    const all = await stage.answer(stage.calls.allProgress({ onlyOrderTopics: false }));
    expect(all).to.include({ totalDiff: 2, brokerAddr: stage.broker.address });
  });

  it('tell how old is what is not consumed', async () => {
    await using stage = await stageWithGroup();
    const [span] = await stage.answer(stage.calls.timeSpans({ group, topic: 'orders' }));
    const [stored, , latest] = stage.times;
    expect(span).to.deep.include({ messageQueue: first, minTimeStamp: stored, maxTimeStamp: latest });
  });

  it('move a group, in all queues or in one', async () => {
    await using stage = await stageWithGroup();
    const reset = { group, topic: 'orders', isForced: true };
    const moved = await stage.answer(stage.calls.reset({ ...reset, timestamp: stage.times[2]! }));
    expect(moved).to.deep.equal([
      { messageQueue: first, value: 2 },
      { messageQueue: second, value: 0 },
    ]);
    expect(await stage.committed()).to.deep.equal([2, 0]);
    await stage.answer(stage.calls.reset({ ...reset, timestamp: 0, queueId: 0, offset: 3 }));
    expect(await stage.committed()).to.deep.equal([3, 0]);
  });

  it('err when the group or topic to be moved does not exist, or nobody is there to be told', async () => {
    await using stage = await stageWithGroup();
    const reset = (groupName: string, topic: string) =>
      stage.failure(stage.calls.reset({ group: groupName, topic, timestamp: 0, isForced: true }));
    expect(await reset('nobody', 'orders'))
      .to.be.instanceOf(GroupError)
      .with.property('responseCode', 26);
    expect(await reset(group, 'nowhere')).to.be.instanceOf(BrokerTopicNotFoundError);
    await using old = await stageWithGroup({ useServerSideResetOffset: false });
    const untold = old.calls.reset({ group, topic: 'orders', timestamp: 0, isForced: true });
    expect(await old.failure(untold))
      .to.be.instanceOf(GroupError)
      .with.property('responseCode', 206);
  });

  it('give a group the offsets of another one', async () => {
    await using stage = await stageWithGroup();
    await stage.answer(stage.client.heartbeat(heartbeat({ consumerDataSet: [consumerOf(group)] })));
    await stage.answer(
      stage.calls.clone({ fromGroup: group, toGroup: 'copy', topic: 'orders', alsoUnsubscribed: true }),
    );
    expect(await stage.answer(stage.client.queryConsumerOffset({ ...first, group: 'copy' }))).to.equal(1);
  });

  it('tell what the slowest group has committed, and change nothing', async () => {
    await using stage = await stageWithGroup();
    stage.broker.createGroup('slow');
    await stage.answer(stage.client.updateConsumerOffset({ ...first, group: 'slow' }, 0));
    await stage.answer(stage.client.updateConsumerOffset({ ...second, group: 'slow' }, 7));
    const smallest = await stage.answer(stage.calls.smallest('orders'));
    expect([...smallest]).to.deep.equal([
      [0, 0],
      [1, 0],
    ]);
    expect(await stage.committed()).to.deep.equal([1, 0]);
    expect((await stage.answer(stage.calls.smallest('unknown'))).size).to.equal(0);
  });
});
