import { expect } from 'chai';
import type { BrokerEvent } from '../../../src/broker/manager/broker-event.js';
import { ReaderFailover } from '../../../src/broker/manager/reader-failover.js';

const addresses = new Map([
  [0, 'master'],
  [1, 'slave-1'],
  [2, 'slave-2'],
]);

function makeFailover() {
  const away = new Set<string>();
  const moves: string[] = [];
  const failover = new ReaderFailover(
    (address) => !away.has(address),
    (event: BrokerEvent) => {
      if (event.type === 'reading-moved') moves.push(`${event.from} -> ${event.to}`);
    },
  );
  return { away, moves, failover, choose: (id = 0) => failover.choose('broker-a', addresses, id) };
}

describe('ReaderFailover', () => {
  it('tells when reading leaves the master, moves on, and returns', () => {
    const { away, choose, moves } = makeFailover();
    choose();
    away.add('master');
    for (let count = 0; count < 3; count += 1) expect(choose()).to.equal('slave-1');
    away.add('slave-1');
    expect(choose()).to.equal('slave-2');
    away.clear();
    expect(choose()).to.equal('master');
    expect(moves).to.deep.equal(['master -> slave-1', 'slave-1 -> slave-2', 'slave-2 -> master']);
  });

  it('does not tell of suggestions, which differ from queue to queue', () => {
    const { choose, moves } = makeFailover();
    expect([choose(1), choose(0), choose(2)]).to.deep.equal(['slave-1', 'master', 'slave-2']);
    expect(moves).to.deep.equal([]);
  });

  it('tells of one slave while queues are read at several', () => {
    const { away, choose, moves } = makeFailover();
    away.add('master');
    expect([choose(2), choose(0), choose(1), choose(2)]).to.deep.equal([
      'slave-2',
      'slave-1',
      'slave-1',
      'slave-2',
    ]);
    expect(moves).to.deep.equal(['master -> slave-2']);
  });

  it('tells when the master is no longer named at all, and when it is again', () => {
    const { failover, moves, choose } = makeFailover();
    choose();
    const slaves = new Map([...addresses].slice(1));
    for (let count = 0; count < 2; count += 1)
      expect(failover.choose('broker-a', slaves, 0)).to.equal('slave-1');
    expect(failover.choose('broker-a', new Map([[2, 'slave-2']]), 0)).to.equal('slave-2');
    choose();
    expect(moves).to.deep.equal(['master -> slave-1', 'slave-1 -> slave-2', 'slave-2 -> master']);
  });

  it('has nothing to tell without a master to leave', () => {
    const { failover, moves } = makeFailover();
    expect(failover.choose('broker-a', new Map([[1, 'slave-1']]), 0)).to.equal('slave-1');
    expect(failover.choose('broker-a', addresses, 0)).to.equal('master');
    expect(moves, 'the master came').to.deep.equal(['slave-1 -> master']);
  });

  it('forgets', () => {
    const { away, choose, failover, moves } = makeFailover();
    away.add('master');
    choose();
    failover.forget('broker-a');
    choose();
    expect(moves).to.deep.equal(['master -> slave-1', 'master -> slave-1']);
  });
});
