import { expect } from 'chai';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { makeTransactions, type TransactionWorld } from './make-transactions.js';

const { HEART_BEAT, GET_BROKER_CLUSTER_INFO } = RequestCode;
const brokers = ['broker-a', 'broker-b', 'broker-c'];

describe('EveryBroker', () => {
  let world: TransactionWorld;

  /** Which brokers know the producer. */
  const knowing = (): string[] =>
    world.broker
      .clients()
      .filter(({ producerGroups }) => producerGroups.includes('shop'))
      .map(({ brokerName }) => brokerName)
      .toSorted((a, b) => a.localeCompare(b));

  const count = (code: number): number => world.requests.filter((request) => request.code === code).length;

  beforeEach(async () => {
    world = await makeTransactions({ brokers: 3 });
  });

  afterEach(async () => {
    await world.stop();
  });

  it('tells no broker of a producer that cannot answer', async () => {
    world.connect();
    await world.clock.advance(100_000);
    expect([knowing(), count(GET_BROKER_CLUSTER_INFO)]).to.deep.equal([[], 0]);
  });

  it('tells all brokers at once of a producer with a checker', async () => {
    world.connect({ checker: () => 'commit' as const });
    await world.clock.advance(100);
    expect(knowing()).to.deep.equal(brokers);
  });

  it('tells all brokers when somebody subscribes to `checks$`, as long as that is so', async () => {
    const { producer } = world.connect();
    const subscription = producer.checks$.subscribe();
    await world.clock.advance(100);
    expect(knowing()).to.deep.equal(brokers);
    subscription.unsubscribe();
    const before = count(GET_BROKER_CLUSTER_INFO);
    await world.clock.advance(100_000);
    expect(count(GET_BROKER_CLUSTER_INFO)).to.equal(before);
  });

  it('stays known, and tells brokers that have come back', async () => {
    world.connect({ checker: () => 'commit' as const });
    await world.clock.advance(100);
    await world.clock.until(world.broker.brokers[1]!.restart({ state: 'lost' }));
    const beats = count(HEART_BEAT);
    await world.clock.advance(200_000);
    expect(knowing()).to.deep.equal(brokers);
    expect(count(HEART_BEAT)).to.be.at.least(beats + 3 * 6);
  });

  it('goes on for one when another one has ended', async () => {
    const { client, producer } = world.connect({ checker: () => 'commit' as const });
    client.producer({ group: 'second', checker: () => 'commit' as const });
    await world.clock.advance(100);
    await world.clock.until(producer.close());
    await world.clock.advance(200_000);
    const groups = world.broker.clients().map(({ producerGroups }) => producerGroups);
    expect(groups).to.deep.equal([['second'], ['second'], ['second']]);
  });

  it('tries again when the name servers do not answer', async () => {
    world.broker.faults.drop({ code: GET_BROKER_CLUSTER_INFO, times: 1 });
    world.connect({ checker: () => 'commit' as const });
    await world.clock.advance(20_000);
    expect(knowing()).to.deep.equal([]);
    await world.clock.advance(30_000);
    expect(knowing()).to.deep.equal(brokers);
  });
});
