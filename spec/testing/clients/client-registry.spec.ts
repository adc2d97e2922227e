import { expect } from 'chai';
import { LanguageCode } from '../../../src/protocol/language-code.js';
import type { ConnectedClient } from '../../../src/testing/clients/client-directory.js';
import { ClientRegistry } from '../../../src/testing/clients/client-registry.js';
import type { ClientPeer } from '../../../src/testing/server/request-table.js';
import { consumer } from './heartbeats.js';

const peerAt = (port: number) => ({ address: `127.0.0.1:${port}` }) as ClientPeer;
const client = (clientId: string, peer: ClientPeer, lastHeartbeatAt = 0): ConnectedClient => ({
  clientId,
  peer,
  language: LanguageCode.JAVA,
  version: 479,
  lastHeartbeatAt,
});

describe('ClientRegistry', () => {
  it('finds a producer by the connection by which it came last', () => {
    const registry = new ClientRegistry();
    const [old, young] = [peerAt(1), peerAt(2)];
    registry.registerProducer(client('c1', old, 5), 'p');
    registry.registerProducer(client('c1', young, 9), 'p');
    registry.registerProducer(client('c1', old, 11), 'p');
    registry.registerConsumer(client('c2', peerAt(3), 10), consumer('g'), true);
    expect(registry.producer('c1')?.peer).to.equal(young);
    expect(registry.producer('c2')).to.equal(undefined);
  });

  it('loses a producer with the end of any of its connections', () => {
    const registry = new ClientRegistry();
    const [old, young] = [peerAt(1), peerAt(2)];
    for (const peer of [old, young]) registry.registerProducer(client('c1', peer), 'p');
    registry.forget(old);
    registry.registerProducer(client('c1', young), 'p');
    expect(registry.producer('c1')).to.equal(undefined);
  });

  it('loses a producer that leaves one of its groups, until it comes into one anew', () => {
    const registry = new ClientRegistry();
    const peer = peerAt(1);
    for (const group of ['p', 'q']) registry.registerProducer(client('c1', peer), group);
    registry.unregisterProducer('q', peer);
    registry.registerProducer(client('c1', peer), 'p');
    expect(registry.producer('c1')).to.equal(undefined);
    registry.unregisterProducer('p', peer);
    registry.registerProducer(client('c1', peer), 'p');
    expect(registry.producer('c1')?.peer).to.equal(peer);
  });

  it('knows a consumer group as long as it has members', () => {
    const registry = new ClientRegistry();
    const [one, other] = [peerAt(1), peerAt(2)];
    registry.registerConsumer(client('c1', one), consumer('g'), true);
    registry.registerConsumer(client('c2', other), consumer('g'), true);
    registry.unregisterConsumer('g', one);
    registry.unregisterConsumer('g', one);
    expect(registry.consumers('g')?.members.map(({ clientId }) => clientId)).to.deep.equal(['c2']);
    expect(registry.unregisterConsumer('g', other)?.group).to.equal('g');
    expect(registry.consumers('g')).to.equal(undefined);
    expect(registry.unregisterConsumer('g', other)).to.equal(undefined);
  });

  it('forgets a connection in all groups, and tells which consumer groups were its', () => {
    const registry = new ClientRegistry();
    const [one, other] = [peerAt(1), peerAt(2)];
    for (const group of ['p', 'q']) registry.registerProducer(client('c1', one), group);
    registry.registerProducer(client('c2', other), 'p');
    registry.registerConsumer(client('c1', one), consumer('g'), true);
    registry.registerConsumer(client('c2', other), consumer('h'), true);
    expect(registry.forget(one).map(({ group }) => group)).to.deep.equal(['g']);
    expect(registry.forget(one)).to.deep.equal([]);
    expect([...registry.producerGroups().keys()]).to.deep.equal(['p']);
    expect(registry.consumerGroups().map(({ group }) => group)).to.deep.equal(['h']);
    registry.forget(other);
    expect(registry.isEmpty).to.equal(true);
  });

  it('removes memberships that are silent, those of the same connection elsewhere stay', () => {
    const registry = new ClientRegistry();
    const [one, other] = [peerAt(1), peerAt(2)];
    registry.registerConsumer(client('c1', one, 1), consumer('g'), true);
    registry.registerConsumer(client('c1', one, 5), consumer('h'), true);
    registry.registerProducer(client('c1', one, 1), 'p');
    registry.registerProducer(client('c2', other, 5), 'p');
    expect(registry.removeSilent(5)).to.deep.equal([one]);
    expect(registry.removeSilent(5)).to.deep.equal([]);
    expect(registry.consumerGroups().map(({ group }) => group)).to.deep.equal(['h']);
    expect(registry.producers('p').map(({ clientId }) => clientId)).to.deep.equal(['c2']);
  });
});
