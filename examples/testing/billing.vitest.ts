// Vitest, in TypeScript: client and broker in virtual time, over links in memory.
import { firstValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Client, createClient } from 'rx-rocketmq';
import { createVirtualClock, type EmbeddedBroker, startBroker, type VirtualClock } from 'rx-rocketmq/testing';
import { startBilling } from './billing.js';

describe('billing', () => {
  let clock: VirtualClock;
  let broker: EmbeddedBroker;
  let mq: Client;

  beforeEach(async () => {
    clock = createVirtualClock();
    broker = await clock.until(startBroker({ network: 'memory', runtime: clock.runtime }));
    mq = createClient(broker.clientOptions);
    const body = JSON.stringify({ id: 'o-1', total: 30 });
    await clock.until(mq.producer({ group: 'shop' }).send({ topic: 'orders', body }));
  });

  afterEach(async () => {
    await clock.until(mq.close());
    await clock.until(broker.stop());
  });

  it('bills an order', async () => {
    const billed = firstValueFrom(startBilling(mq, async () => undefined));
    expect((await clock.until(billed)).result).toEqual({ id: 'o-1', total: 30 });
  });

  it('tries again after ten seconds, without waiting for them', async () => {
    const attempts: number[] = [];
    const billing = startBilling(mq, async () => {
      attempts.push(clock.now);
      if (attempts.length === 1) throw new Error('the bank is closed');
    }).subscribe();
    await clock.advance(15_000);
    expect(attempts).toHaveLength(2);
    expect(attempts[1]! - attempts[0]!).toBeGreaterThanOrEqual(10_000);
    billing.unsubscribe();
  });
});
