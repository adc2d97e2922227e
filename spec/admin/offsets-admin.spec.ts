import { expect } from 'chai';
import type { QueuePlace } from '../../src/admin/offsets-admin.js';
import { AdminFailedError } from '../../src/errors/admin-error.js';
import { GroupError } from '../../src/errors/broker-error.js';
import { NoAvailableBrokerError, TopicNotFoundError } from '../../src/errors/route-error.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { RequestCode, ResponseCode } from '../../src/protocol/index.js';
import { administer } from './administer.js';

const queue = (brokerName: string) => ({ topic: 'orders', brokerName, queueId: 0 });

/** Two brokers with one queue each; two messages in each queue, the second a minute after the first. */
async function stageWithMessages(options: Parameters<typeof administer>[0] = {}) {
  const stage = await administer({ topics: { orders: { queues: 1 } }, groups: { billing: {} }, ...options });
  const times: Date[] = [];
  for (let index = 0; index < 2; index++) {
    await stage.clock.advance(60_000);
    times.push(new Date(stage.clock.now));
    await stage.send();
    await stage.send();
  }
  await stage.clock.advance(60_000);
  const { offsets } = stage.admin;
  const committed = async () =>
    (await stage.answer(offsets.read('billing', 'orders'))).map(({ committedOffset }) => committedOffset);
  return { ...stage, offsets, times, committed };
}

const offsetsIn = (places: readonly QueuePlace[]): number[] => places.map(({ offset }) => offset);

describe('OffsetsAdmin', () => {
  it('reads what a group has committed of each queue', async () => {
    await using stage = await stageWithMessages();
    await stage.answer(stage.offsets.commit('billing', queue('broker-b'), 1));
    expect(await stage.answer(stage.offsets.read('billing', 'orders'))).to.deep.equal([
      { queue: queue('broker-a'), committedOffset: undefined },
      { queue: queue('broker-b'), committedOffset: 1 },
    ]);
  });

  it('finds times, the first and the last offset', async () => {
    await using stage = await stageWithMessages();
    const [, second] = stage.times;
    expect(await stage.answer(stage.offsets.find('orders', second!))).to.deep.equal([
      { queue: queue('broker-a'), offset: 1 },
      { queue: queue('broker-b'), offset: 1 },
    ]);
    expect(offsetsIn(await stage.answer(stage.offsets.find('orders', 'first')))).to.deep.equal([0, 0]);
    expect(offsetsIn(await stage.answer(stage.offsets.find('orders', 'last')))).to.deep.equal([2, 2]);
  });

  it('moves a group to a time, to the beginning and to the end', async () => {
    await using stage = await stageWithMessages();
    const [, second] = stage.times;
    const moved = await stage.answer(stage.offsets.reset('billing', 'orders', second!));
    expect(moved.map(({ queue: { brokerName }, offset }) => [brokerName, offset])).to.deep.equal([
      ['broker-a', 1],
      ['broker-b', 1],
    ]);
    expect(await stage.committed()).to.deep.equal([1, 1]);
    await stage.answer(stage.offsets.reset('billing', 'orders', 'first'));
    expect(await stage.committed()).to.deep.equal([0, 0]);
    await stage.answer(stage.offsets.skip('billing', 'orders'));
    expect(await stage.committed()).to.deep.equal([2, 2]);
  });

  it('makes a consumer that runs go on elsewhere', async () => {
    await using stage = await stageWithMessages();
    const seen: number[] = [];
    const consumer = stage.mq.consumer({ group: 'billing', subscribe: { orders: '*' }, from: 'last' });
    const consuming = consumer
      .run((delivery) => {
        seen.push(delivery.offset);
      })
      .subscribe();
    await stage.clock.advance(30_000);
    expect(seen).to.deep.equal([]);
    await stage.answer(stage.offsets.reset('billing', 'orders', 'first'));
    await stage.clock.advance(60_000);
    expect(seen).to.have.members([0, 0, 1, 1]);
    consuming.unsubscribe();
  });

  it('commits by itself where brokers leave that to members and there are none', async () => {
    await using stage = await stageWithMessages({ config: { useServerSideResetOffset: false } });
    for (const brokerName of ['broker-a', 'broker-b'])
      await stage.answer(stage.offsets.commit('billing', queue(brokerName), 0));
    const [, second] = stage.times;
    expect(offsetsIn(await stage.answer(stage.offsets.reset('billing', 'orders', second!)))).to.deep.equal([
      1, 1,
    ]);
    expect(await stage.committed()).to.deep.equal([1, 1]);
    await stage.answer(stage.offsets.reset('billing', 'orders', 'first'));
    expect(await stage.committed()).to.deep.equal([0, 0]);
    await stage.answer(stage.offsets.reset('billing', 'orders', 'last'));
    expect(await stage.committed()).to.deep.equal([2, 2]);
  });

  it('errs for groups, topics and queues that do not exist', async () => {
    await using stage = await stageWithMessages();
    const error = (await stage.failure(stage.offsets.reset('nobody', 'orders', 'last'))) as AdminFailedError;
    expect(error).to.be.instanceOf(AdminFailedError);
    expect(error.outcomes.map((outcome) => outcome.error instanceof GroupError)).to.deep.equal([true, true]);
    expect(await stage.failure(stage.offsets.read('billing', 'nowhere'))).to.be.instanceOf(
      TopicNotFoundError,
    );
    const elsewhere = stage.offsets.commit('billing', queue('broker-c'), 0);
    expect(await stage.failure(elsewhere)).to.be.instanceOf(NoAvailableBrokerError);
  });

  it('says which broker failed', async () => {
    await using stage = await stageWithMessages();
    const [, second] = stage.broker.brokers;
    stage.broker.faults.answer(ResponseCode.SYSTEM_BUSY, {
      code: RequestCode.QUERY_CONSUMER_OFFSET,
      at: second!.address,
    });
    const error = (await stage.failure(stage.offsets.read('billing', 'orders'))) as AdminFailedError;
    expect(error.outcomes.map((outcome) => outcome.error === undefined)).to.deep.equal([true, false]);
  });

  it('refuses wrong arguments', async () => {
    await using stage = await administer();
    const { offsets } = stage.admin;
    for (const single of [
      offsets.read('a b', 'orders'),
      offsets.read('billing', ''),
      offsets.find('orders', new Date(Number.NaN)),
      offsets.reset('billing', 'orders', 'begin' as 'first'),
      offsets.reset('billing', 'orders', 5 as never),
      offsets.commit('billing', queue('broker-a'), -1),
    ]) {
      expect(await stage.failure(single)).to.be.instanceOf(InvalidArgumentError);
    }
  });
});
