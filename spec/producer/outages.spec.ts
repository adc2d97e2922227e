import { expect } from 'chai';
import { RouteError } from '../../src/errors/route-error.js';
import { RequestCode } from '../../src/protocol/request-code.js';
import { type Faulty, makeFaulty, topic } from './make-faulty.js';

const fiveMinutesMs = 5 * 60_000;

describe('a producer while name servers are away', () => {
  it('goes on with what it knows for as long as that takes, and errs for what it does not know', async () => {
    const on = await makeFaulty();
    await on.clock.until(on.producer.send({ topic, body: 'before' }));
    const away = on.broker.faults.refuse({ at: on.broker.nameServers[0]! });
    const gone = on.broker.faults.cut('before', { at: on.broker.nameServers[0]! });
    const sends = [];
    for (let passedMs = 0; passedMs < fiveMinutesMs; passedMs += 1000) {
      sends.push(on.try(on.producer.send({ topic, body: 'meanwhile' })));
      await on.clock.advance(1000);
    }
    const unknown = on.try(on.producer.send({ topic: 'unheard-of', body: 'm' }));
    await on.untilAllEnded();
    expect([away.hits > 0, gone.hits > 0]).to.deep.equal([true, true]);
    for (const sending of sends) sending.expectEnd(100);
    expect(sends.map(({ failure }) => failure)).to.deep.equal(sends.map(() => undefined));
    unknown.expectEnd(3000);
    expect(unknown.failure).to.be.instanceOf(RouteError);
    await on.expectRecovery();
  });

  for (const [trouble, begin] of [
    ['refuses', ({ broker }: Faulty, at: string) => broker.faults.refuse({ at })],
    ['hangs', ({ broker }: Faulty, at: string) => broker.faults.pause({ at })],
  ] as const)
    it(`finds the other one when one ${trouble}, within its first send`, async () => {
      for (const away of [0, 1]) {
        const on = await makeFaulty({ nameServers: 2 });
        begin(on, on.broker.nameServers[away]!);
        const sending = on.try(on.producer.send({ topic, body: 'm' }));
        await on.untilAllEnded();
        sending.expectEnd(3000);
        expect(sending.failure).to.equal(undefined);
        await on.expectRecovery();
      }
    });
});

describe('a producer that has nothing to send', () => {
  it('is known to its broker and connected all the time', async () => {
    const on = await makeFaulty();
    await on.clock.until(on.producer.send({ topic, body: 'first' }));
    const beats: number[] = [];
    on.broker.exchanges$.subscribe(({ request }) => beats.push(request.code));
    const [before] = on.broker.clients();
    await on.clock.advance(fiveMinutesMs);
    const [after] = on.broker.clients();
    expect(after).to.deep.equal(before);
    expect(after?.producerGroups).to.deep.equal(['p']);
    expect(beats.filter((code) => code === RequestCode.HEART_BEAT)).to.have.length(10);
    await on.expectRecovery();
  });
});
