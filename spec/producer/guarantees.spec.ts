import { expect } from 'chai';
import fc from 'fast-check';
import { SendFailedError } from '../../src/errors/producer-error.js';
import { RouteError } from '../../src/errors/route-error.js';
import { RequestCode, ResponseCode } from '../../src/protocol/index.js';
import { observe } from '../remoting/toy-network.js';
import { makeStubCluster } from '../support/stub-broker/stub-cluster.js';
import { refuse } from '../support/stub-broker/stub-server.js';

const code = RequestCode.SEND_MESSAGE_V2;
const message = { topic: 'orders', body: 'hello' };

describe('guarantees of a producer', () => {
  it('A send that says it succeeded was acknowledged by the broker; a send that failed lists every attempt.', () => {
    const answers = fc.constantFrom<'store' | 'hang' | 'break' | number>(
      'store',
      'hang',
      'break',
      ResponseCode.SYSTEM_BUSY,
      ResponseCode.TOPIC_NOT_EXIST,
      ResponseCode.MESSAGE_ILLEGAL,
    );
    fc.assert(
      fc.property(fc.array(answers, { minLength: 3, maxLength: 3 }), (script) => {
        const { connect, brokers, network, tick } = makeStubCluster({ brokers: 2, topics: { orders: 2 } });
        let asked = 0;
        let stored = 0;
        for (const broker of brokers)
          broker.on(code, (request, peer) => {
            const answer = script[asked++] ?? 'store';
            if (answer === 'hang') return undefined;
            if (answer === 'break') return network.resetAll();
            if (answer !== 'store') return refuse(answer);
            stored++;
            return broker.standard(request, peer);
          });
        const sending = observe(connect().producer({ group: 'p' }).send(message));
        tick(4000);
        expect(sending.values).to.have.length(stored);
        if (stored > 0) return;
        expect(sending.failure).to.be.instanceOf(SendFailedError);
        const { attempts } = sending.failure as SendFailedError;
        expect(attempts).to.have.length(asked);
        for (const { address, error } of attempts)
          expect([
            brokers.map((broker) => broker.address).includes(address),
            error instanceof Error,
          ]).to.deep.equal([true, true]);
      }),
      { numRuns: 30 },
    );
  });

  it('Every public stream completes on `close()`; `close()` ends within its deadline whatever the broker does; then no socket, timer or listener is left.', () => {
    for (const hangs of [true, false]) {
      const { connect, broker, nameServer, clock, tick } = makeStubCluster();
      const client = connect();
      const producer = client.producer({ group: 'p', timeoutMs: 60_000, retries: 0 });
      if (hangs) for (const each of Object.values(RequestCode)) broker.on(each, () => undefined);
      const sending = observe(producer.send(message));
      tick(10);
      const state = observe(producer.state$);
      const closed = observe(client.close());
      // The producer's own timeout for what is in flight, the goodbye, and the sockets.
      tick(60_000 + 1100 + 1100);
      expect([closed.next.callCount, state.complete.callCount]).to.deep.equal([1, 1]);
      expect(sending.next.callCount + sending.error.callCount).to.equal(1);
      expect([client.connections.length, broker.peers.length, nameServer.peers.length]).to.deep.equal([
        0, 0, 0,
      ]);
      expect(clock.timers).to.equal(0);
    }
  });

  it('fails with a route error when nothing was tried', () => {
    const { connect, nameServer, tick } = makeStubCluster();
    nameServer.stop();
    const sending = observe(connect().producer({ group: 'p' }).send(message));
    tick(4000);
    expect(sending.failure).to.be.instanceOf(RouteError);
  });
});
