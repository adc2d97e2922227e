import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import { createClient } from '../../src/index.js';
import { RequestCode } from '../../src/protocol/request-code.js';
import { ResponseCode } from '../../src/protocol/response-code.js';
import { diagnostics } from '../../src/runtime/diagnostics.js';
import { startBroker } from '../../src/testing/start-broker.js';
import { createVirtualClock } from '../../src/testing/time/create-virtual-clock.js';
import { rowsOfTable } from '../support/markdown-tables.js';

type Told = Readonly<Record<string, unknown>>;

describe('diagnostics', () => {
  const told = new Map<string, Told[]>();
  const listeners = Object.keys(diagnostics).map((name) => {
    const listener = (message: unknown): void =>
      void told.set(name, [...(told.get(name) ?? []), message as Told]);
    return { name: `rx-rocketmq:${name}`, listener };
  });

  beforeEach(() => {
    told.clear();
    for (const { name, listener } of listeners) subscribe(name, listener);
  });

  afterEach(() => {
    for (const { name, listener } of listeners) unsubscribe(name, listener);
  });

  it('tell what a client does, from its first connection to its last commit', async () => {
    const clock = createVirtualClock();
    const { runtime } = clock;
    const topics = { orders: { queues: 1 } };
    const broker = await clock.until(startBroker({ network: 'memory', runtime, topics }));
    const mq = createClient({ ...broker.clientOptions, clientId: 'me' });
    const sent = await clock.until(mq.producer({ group: 'shop' }).send({ topic: 'orders', body: 'hello' }));
    const consumer = mq.consumer({ group: 'billing', subscribe: { orders: '*' }, from: 'first' });
    await clock.until(firstValueFrom(consumer.run(() => 'done')));
    await clock.until(consumer.close());
    await clock.until(mq.close());
    await clock.until(broker.stop());

    const queue = { topic: 'orders', brokerName: 'broker-a', queueId: 0 };
    expect(told.get('connect')).to.deep.include({
      address: broker.address,
      localAddress: told.get('connect')?.[1]?.['localAddress'],
      attempt: 1,
    });
    const sending = told
      .get('request')
      ?.filter(({ role, requestCode }) => role === 'client' && requestCode === RequestCode.SEND_MESSAGE_V2);
    expect(sending).to.deep.equal([
      {
        address: broker.address,
        role: 'client',
        kind: 'call',
        requestCode: RequestCode.SEND_MESSAGE_V2,
        durationMs: 0,
        outcome: 'answered',
        responseCode: ResponseCode.SUCCESS,
      },
    ]);
    expect(told.get('send')).to.deep.equal([
      { topic: 'orders', group: 'shop', messageId: sent.messageId, durationMs: 0 },
    ]);
    expect(told.get('pull')).to.deep.include({ ...queue, group: 'billing', offset: 0, nextOffset: 1 });
    expect(told.get('settle')).to.deep.equal([{ ...queue, offset: 0, outcome: 'ack' }]);
    expect(told.get('commit')).to.deep.include({ ...queue, group: 'billing', offset: 1 });
    const shares = told.get('rebalance')?.map(({ queues }) => queues);
    expect(JSON.stringify(shares)).to.contain(JSON.stringify(queue));
  });

  it('are those of docs/observables.md', () => {
    const documented = rowsOfTable('docs/observables.md', 'channel').map(([name]) => name);
    expect(documented).to.have.members(Object.values(diagnostics).map(({ name }) => name));
  });

  it('tell of a send that failed, with its error', async () => {
    const clock = createVirtualClock();
    const broker = await clock.until(
      startBroker({ network: 'memory', runtime: clock.runtime, config: { autoCreateTopicEnable: false } }),
    );
    const mq = createClient(broker.clientOptions);
    const failure = await clock
      .until(mq.producer({ group: 'shop' }).send({ topic: 'orders', body: 'hello' }))
      .catch((error: unknown) => error);
    expect(told.get('send')?.[0]).to.have.property('error', failure);
    await clock.until(mq.close());
    await clock.until(broker.stop());
  });
});
