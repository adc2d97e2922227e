import sinon from 'sinon';
import { Delivery } from '../../src/delivery/delivery.js';
import type { Decision } from '../../src/delivery/outcome.js';
import { Settlement, type SettlementOwner } from '../../src/delivery/settlement.js';
import type { MessageSource } from '../../src/message/received-message.js';
import { decodeStoredMessages } from '../../src/protocol/index.js';
import { storedRecord } from '../support/stub-broker/stub-queue.js';

/** An owner that carries every decision out at once, and notes it. */
export function makeOwner() {
  const decisions: { offset: number; decision: Decision }[] = [];
  const abandoned: number[] = [];
  const owner: SettlementOwner = {
    carryOut: (settlement, decision) => {
      decisions.push({ offset: settlement.offset, decision });
      settlement.finish(decision);
    },
    abandon: (settlement) => {
      abandoned.push(settlement.offset);
      settlement.lose('released');
    },
  };
  return { owner, decisions, abandoned };
}

/** An owner that carries nothing out until the spec does. */
export const patientOwner = () => ({ carryOut: sinon.spy(), abandon: sinon.spy() });

export function sourceAt(offset: number, body = `m-${offset}`): MessageSource {
  const [stored] = decodeStoredMessages(storedRecord('orders', 0, offset, { body }));
  const queue = { topic: 'orders', brokerName: 'broker-a', queueId: 0 };
  return { stored: stored!, queue, offset, bytes: stored!.body, extraAttempts: 0 };
}

/** Many deliveries of the same message, at the offsets from 0 on. */
export function deliveriesOf(count: number, owner: SettlementOwner): Delivery[] {
  const first = sourceAt(0);
  return Array.from({ length: count }, (_, offset) => {
    const source = { ...first, offset };
    return new Delivery(source, source.bytes, new Settlement(owner, source));
  });
}

/** A delivery of the message at an offset. */
export function deliveryAt(offset: number, owner: SettlementOwner): Delivery {
  const source = sourceAt(offset);
  return new Delivery(source, source.bytes, new Settlement(owner, source));
}
