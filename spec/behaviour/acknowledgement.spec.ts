import { setTimeout as elapse } from 'node:timers/promises';
import { expect } from 'chai';
import { firstValueFrom, lastValueFrom, Subject, take, takeUntil, tap, toArray } from 'rxjs';
import { type Client, createClient, handle } from '../../src/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { committedOffsets } from './support/offsets.js';
import { numbered, sendAll } from './support/traffic.js';

describeBroker('acknowledgement', (broker) => {
  let mq: Client;
  let topic: string;
  let group: string;

  beforeEach(async () => {
    mq = createClient({ nameServers: broker().nameServers });
    topic = uniqueName('topic');
    group = uniqueName('group');
    await broker().createTopic(topic, { queues: 1 });
    await sendAll(mq, topic, numbered('m', 10));
  });

  afterEach(async () => {
    await mq.close({ timeoutMs: 1000 });
  });

  const consume = (): ReturnType<Client['consumer']> =>
    mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' });

  it('loses no ack of `take(3)` in front of an asynchronous handler', async () => {
    const consumer = consume();
    const slow = handle(() => elapse(100));
    await lastValueFrom(consumer.messages$.pipe(take(3), slow, toArray()));
    await consumer.close();
    expect(await committedOffsets(broker(), group, topic, 1)).to.deep.equal([3]);
  });

  it('loses no ack of `firstValueFrom`', async () => {
    const consumer = consume();
    const delivery = await firstValueFrom(consumer.messages$);
    await elapse(100);
    delivery.ack();
    await consumer.close();
    expect(await committedOffsets(broker(), group, topic, 1)).to.deep.equal([1]);
  });

  it('loses no ack of `takeUntil` in front of asynchronous work', async () => {
    const consumer = consume();
    const stop$ = new Subject<void>();
    let count = 0;
    const threeDeliveries$ = consumer.messages$.pipe(
      tap(() => {
        count++;
        if (count === 4) stop$.next();
      }),
      takeUntil(stop$),
    );
    const slow = handle(() => elapse(50), { concurrency: 4 });
    const work = threeDeliveries$.pipe(slow, toArray());
    expect(await lastValueFrom(work)).to.have.length(3);
    await consumer.close();
    expect(await committedOffsets(broker(), group, topic, 1)).to.deep.equal([3]);
  });

  it('does not commit past a delivery that is not settled', async () => {
    const consumer = mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'first', releaseTimeoutMs: 0 });
    await lastValueFrom(
      consumer.messages$.pipe(
        take(10),
        tap((delivery) => {
          if (delivery.offset !== 4) delivery.ack();
        }),
      ),
    );
    await consumer.close({ timeoutMs: 0 });
    expect(await committedOffsets(broker(), group, topic, 1)).to.deep.equal([4]);
  });

  it('reports what a drain could not wait for', async () => {
    const consumer = consume();
    const held = firstValueFrom(consumer.messages$.pipe(take(10), toArray()));
    const deliveries = await held;
    for (const delivery of deliveries.slice(0, 8)) delivery.ack();
    const report = await consumer.close({ timeoutMs: 50 });
    expect(report.abandoned).to.equal(2);
    expect(deliveries[9]?.signal.aborted).to.equal(true);
  });
});
