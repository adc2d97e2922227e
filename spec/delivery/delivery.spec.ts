import { expect } from 'chai';
import { observe } from '../remoting/toy-network.js';
import { deliveryAt, makeOwner, patientOwner } from './fake-delivery.js';

describe('Delivery', () => {
  it('is delivered until something is decided, and settled when that was carried out', () => {
    const { owner } = makeOwner();
    const delivery = deliveryAt(0, owner);
    expect(delivery.state).to.equal('delivered');
    delivery.ack();
    expect(delivery.state).to.equal('settled');
    expect(deliveryAt(1, patientOwner()).state).to.equal('delivered');
  });

  for (const [name, decide, decision] of [
    ['ack', (delivery) => delivery.ack(), { type: 'ack' }],
    ['retry', (delivery) => delivery.retry(), { type: 'retry', delay: {} }],
    [
      'retry with a delay',
      (delivery) => delivery.retry({ delayMs: 5 }),
      { type: 'retry', delay: { delayMs: 5 } },
    ],
    ['deadLetter', (delivery) => delivery.deadLetter('bad'), { type: 'deadLetter', reason: 'bad' }],
  ] as const satisfies readonly [string, (delivery: ReturnType<typeof deliveryAt>) => void, object][]) {
    it(`hands ${name} to its owner, and tells the outcome`, () => {
      const { owner, decisions } = makeOwner();
      const delivery = deliveryAt(3, owner);
      const settled = observe(delivery.settled);
      decide(delivery);
      expect(decisions).to.deep.equal([{ offset: 3, decision }]);
      expect([settled.values, settled.complete.callCount]).to.deep.equal([[decision], 1]);
    });
  }

  it('lets the first decision win', () => {
    const { owner, decisions } = makeOwner();
    const delivery = deliveryAt(0, owner);
    delivery.retry({ level: 2 });
    delivery.ack();
    delivery.deadLetter('late');
    expect(decisions.map(({ decision }) => decision.type)).to.deep.equal(['retry']);
  });

  it('settles with its copies that have another body', () => {
    const { owner } = makeOwner();
    const delivery = deliveryAt(0, owner);
    const copy = delivery.withBody({ parsed: true });
    copy.ack();
    expect([copy.body, copy.text(), delivery.state, copy.state]).to.deep.equal([
      { parsed: true },
      'm-0',
      'settled',
      'settled',
    ]);
  });

  it('aborts its signal when it is lost, and ignores what is decided then', () => {
    const owner = patientOwner();
    const delivery = deliveryAt(0, owner);
    const { signal } = delivery;
    delivery.settlement.lose('revoked');
    delivery.ack();
    expect([signal.aborted, delivery.state, owner.carryOut.callCount]).to.deep.equal([true, 'lost', 0]);
    expect(observe(delivery.settled).values).to.deep.equal([{ type: 'lost', reason: 'revoked' }]);
  });
});
