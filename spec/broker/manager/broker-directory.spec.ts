import { expect } from 'chai';
import fc from 'fast-check';
import { BrokerDirectory } from '../../../src/broker/manager/broker-directory.js';
import type { RoutedBroker } from '../../../src/naming/topic-route.js';

const a: RoutedBroker = { brokerName: 'broker-a', brokerId: 0, address: '10.0.0.1:10911' };
const slave: RoutedBroker = { brokerName: 'broker-a', brokerId: 1, address: '10.0.0.2:10911' };
const b: RoutedBroker = { brokerName: 'broker-b', brokerId: 0, address: '10.0.0.3:10911' };

describe('BrokerDirectory', () => {
  it('has the brokers of all routes, each once', () => {
    const directory = new BrokerDirectory();
    expect(directory.route('orders', [a, slave])).to.deep.equal({
      came: [a, slave],
      gone: [],
      isChanged: true,
    });
    expect(directory.route('bills', [a, b])).to.deep.equal({ came: [b], gone: [], isChanged: true });
    expect(directory.route('bills', [a, b])).to.deep.equal({ came: [], gone: [], isChanged: false });
    expect(directory.identities).to.deep.equal([a, slave, b]);
  });

  it('loses a broker with the last route that names it', () => {
    const directory = new BrokerDirectory();
    directory.route('orders', [a, b]);
    directory.route('bills', [b]);
    expect(directory.route('orders', [a])).to.include({ isChanged: false });
    expect(directory.route('bills', [])).to.deep.equal({ came: [], gone: [b], isChanged: true });
  });

  it('finds addresses by name and id, and follows when a slave becomes the master', () => {
    const directory = new BrokerDirectory();
    directory.route('orders', [a, slave]);
    expect(directory.named('broker-a')).to.deep.equal(
      new Map([
        [0, a.address],
        [1, slave.address],
      ]),
    );
    const promoted = { ...slave, brokerId: 0 };
    expect(directory.route('orders', [promoted])).to.deep.equal({ came: [], gone: [a], isChanged: true });
    expect(directory.named('broker-a')).to.deep.equal(new Map([[0, slave.address]]));
    expect(directory.named('broker-b')).to.equal(undefined);
  });

  it('keeps what was added by hand until it is removed by hand', () => {
    const directory = new BrokerDirectory();
    directory.add({ address: b.address, brokerName: undefined, brokerId: undefined });
    expect(directory.route('orders', [b])).to.include({ isChanged: true });
    expect(directory.named('broker-b')).to.deep.equal(new Map([[0, b.address]]));
    expect(directory.remove(b.address), 'the route names it').to.include({ isChanged: false });
    directory.add(b);
    expect(directory.route('orders', [])).to.include({ isChanged: false });
    expect(directory.remove(b.address)).to.deep.equal({ came: [], gone: [b], isChanged: true });
    expect(directory.remove(b.address)).to.include({ isChanged: false });
    expect(directory.has(b.address)).to.equal(false);
  });

  it('takes the name that comes with a broker added before without one', () => {
    const directory = new BrokerDirectory();
    directory.add({ address: b.address, brokerName: undefined, brokerId: undefined });
    expect(directory.add(b)).to.deep.equal({ came: [], gone: [], isChanged: true });
    expect(directory.named('broker-b')).to.deep.equal(new Map([[0, b.address]]));
  });

  it('has exactly what the present routes and additions name, whatever came before', () => {
    const broker = fc
      .nat(5)
      .map((id) => ({ brokerName: `broker-${id}`, brokerId: 0, address: `10.0.0.${id}:1` }));
    const brokers = fc.uniqueArray(broker, { selector: ({ address }) => address });
    const step = fc.oneof(
      fc.record({ topic: fc.constantFrom('x', 'y', 'z'), brokers }),
      fc.record({ added: broker }),
      fc.record({ removed: broker }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const directory = new BrokerDirectory();
        const routes = new Map<string, readonly string[]>();
        const added = new Set<string>();
        const present = new Set<string>();
        for (const one of steps) {
          let change;
          if ('topic' in one) {
            routes.set(
              one.topic,
              one.brokers.map(({ address }) => address),
            );
            change = directory.route(one.topic, one.brokers);
          } else if ('added' in one) {
            added.add(one.added.address);
            change = directory.add(one.added);
          } else {
            added.delete(one.removed.address);
            change = directory.remove(one.removed.address);
          }
          for (const { address } of change.gone) expect(present.delete(address)).to.equal(true);
          for (const { address } of change.came) present.add(address);
          const expected = new Set([...added, ...[...routes.values()].flat()]);
          expect(directory.identities.map(({ address }) => address)).to.have.members([...expected]);
          expect([...present]).to.have.members([...expected]);
        }
      }),
    );
  });
});
