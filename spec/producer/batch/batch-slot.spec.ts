import { expect } from 'chai';
import type { MessageQueue } from '../../../src/message/message-queue.js';
import { batchSlotOf, type BatchSlotSettings } from '../../../src/producer/batch/batch-slot.js';
import type { SelectQueue } from '../../../src/sending/prepared-message.js';
import { prepared } from './prepared.js';

const queueOf = (brokerName: string, queueId: number): MessageQueue => ({
  topic: 'orders',
  brokerName,
  queueId,
});
const queues = [queueOf('broker-a', 0), queueOf('broker-a', 1), queueOf('broker-b', 0)];

const slotOf = (selectQueue?: SelectQueue, settings: Partial<BatchSlotSettings> = {}, topic = 'orders') =>
  batchSlotOf(
    {
      message: { topic, body: 'x' },
      prepared: { ...prepared(1), topic, selectQueue },
      timeoutMs: 3000,
    },
    {
      maxBytes: 1000,
      lingerMs: 10,
      compressedFromBytes: Infinity,
      knownQueues: () => queues,
      ...settings,
    },
  );

describe('batchSlotOf', () => {
  it('tells queues apart by their broker and their id', () => {
    const keys = queues.map((queue) => slotOf(() => queue)?.key);
    expect(new Set(keys).size).to.equal(3);
    expect(slotOf(() => queues[0])?.key).to.equal(keys[0]);
    expect(keys).not.to.include(slotOf()?.key);
  });

  it('keeps the queue that was chosen, whatever would be chosen later', () => {
    let turn = 0;
    const slot = slotOf((candidates) => candidates[turn++]);
    expect(slot?.selectQueue?.(queues)).to.equal(queues[0]);
    expect(turn).to.equal(1);
  });

  it('chooses anew when that queue is gone', () => {
    const slot = slotOf((candidates) => candidates[0]);
    const left = queues.slice(1);
    expect(slot?.selectQueue?.(left)).to.equal(left[0]);
  });

  it('is that of any queue when none is chosen', () => {
    expect(slotOf(() => undefined)).to.deep.equal(slotOf());
  });

  it('is undefined when there is nothing to choose from', () => {
    const choose: SelectQueue = () => undefined;
    expect(slotOf(choose, { knownQueues: () => [] })).to.equal(undefined);
    expect(slotOf(choose, { knownQueues: () => undefined })).to.equal(undefined);
  });

  it('is undefined for retry topics', () => {
    expect(slotOf(undefined, {}, '%RETRY%billing')).to.equal(undefined);
  });

  it('is undefined for bodies that would be compressed', () => {
    expect(slotOf(undefined, { compressedFromBytes: 2 })).to.include({ waitForStore: true });
    expect(slotOf(undefined, { compressedFromBytes: 1 })).to.equal(undefined);
  });
});
