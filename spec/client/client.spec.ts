import { expect } from 'chai';
import { ClosedError, GroupInUseError, InvalidArgumentError } from '../../src/errors/usage-error.js';
import { createClient } from '../../src/client/create-client.js';
import {
  RequestCode,
  ResponseCode,
  SendMessageV2RequestHeader,
  UnregisterClientRequestHeader,
} from '../../src/protocol/index.js';
import { observe } from '../remoting/toy-network.js';
import { makeStubCluster } from '../support/stub-broker/stub-cluster.js';
import { bareRequest } from '../support/stub-broker/stub-server.js';

const message = { topic: 'orders', body: 'hello' };
const subscription = { group: 'c', subscribe: { orders: '*' } };

function makeClient() {
  const stub = makeStubCluster();
  const client = stub.connect();
  const send = () => {
    const sending = observe(client.producer({ group: 'p' }).send(message));
    stub.tick();
    return sending;
  };
  const consume = () => {
    const consumer = client.consumer(subscription);
    const received = observe(consumer.messages$);
    stub.tick(30);
    return { consumer, received };
  };
  return { ...stub, client, send, consume };
}

describe('createClient', () => {
  it('refuses options at once, by name', () => {
    const refused: readonly [object, string][] = [
      [{}, 'options.nameServers must be'],
      [{ nameServers: 'a:1', nameserver: 'b:1' }, 'the nearest is "nameServers"'],
      [{ nameServers: 'a:1', tls: { caFile: 'x' } }, 'options.tls.caFile must be left out'],
      [{ nameServers: 'a:1', tls: { cert: 'PEM' } }, 'options.tls must be given cert and key together'],
      [{ nameServers: 'a:1', remoting: { sweepMs: 1 } }, 'options.remoting.sweepMs must be left out'],
      [
        { nameServers: 'a:1', remoting: { transport: { connectTimeoutMs: 0 } } },
        'options.remoting.transport.connectTimeoutMs must be',
      ],
    ];
    for (const [options, text] of refused)
      expect(() => createClient(options as never)).to.throw(InvalidArgumentError, text);
  });
});

describe('Client', () => {
  it('connects to nobody before it is needed', () => {
    const { client, nameServer, broker, tick } = makeClient();
    client.producer({ group: 'p' });
    client.consumer(subscription);
    tick(60_000);
    expect([nameServer.peers.length, broker.peers.length, client.connections]).to.deep.equal([0, 0, []]);
  });

  it('shows its options, frozen and fit for JSON', () => {
    const { client, nameServer } = makeClient();
    expect(client.options).to.include({ clientId: 'me', requestTimeoutMs: 3000 });
    const { nameServers, delayLevelsMs, remoting } = client.options;
    for (const part of [client.options, nameServers, delayLevelsMs, remoting])
      expect(Object.isFrozen(part)).to.equal(true);
    expect(JSON.parse(JSON.stringify(client.options))).to.include({ clientId: 'me' });
    expect(nameServers).to.deep.equal([nameServer.address]);
  });

  it('does not follow changes of what it was given', () => {
    const { connect } = makeStubCluster();
    const nameServers = ['a:1'];
    const remoting = { requestTimeoutMs: 5 };
    const client = connect({ nameServers, remoting });
    nameServers.push('b:2');
    remoting.requestTimeoutMs = 6;
    expect([client.options.nameServers, client.options.remoting.requestTimeoutMs]).to.deep.equal([
      ['a:1'],
      5,
    ]);
  });

  it('makes an id of its own unless it is given one', () => {
    const { connect } = makeStubCluster();
    expect(connect({ clientId: 'mine' }).clientId).to.equal('mine');
    expect(connect({ clientId: undefined } as never).clientId).to.match(/^[\d.]+@\d+#\w+$/);
  });

  it('shares one connection per address', () => {
    const { client, send, consume, nameServer, broker } = makeClient();
    send();
    send();
    consume();
    expect([nameServer.peers.length, broker.peers.length]).to.deep.equal([1, 1]);
    expect(client.connections.map(({ address, state }) => [address, state.name])).to.deep.equal([
      [nameServer.address, 'connected'],
      [broker.address, 'connected'],
    ]);
  });

  it('names all its groups in one heartbeat', () => {
    const { send, consume, broker, tick } = makeClient();
    send();
    consume();
    tick(30_000);
    const { clientID, producerDataSet, consumerDataSet } = broker.heartbeats.at(-1)!;
    expect([clientID, producerDataSet, consumerDataSet.map(({ groupName }) => groupName)]).to.deep.equal([
      'me',
      [{ groupName: 'p' }],
      ['c'],
    ]);
  });

  it('sends to the second port of brokers when it is told to, and does everything else by the first one', () => {
    const { connect, addBroker, broker, tick } = makeStubCluster();
    const second = addBroker('10.0.0.1:10909');
    const client = connect({ vipChannel: true });
    observe(client.producer({ group: 'p' }).send(message));
    observe(client.consumer(subscription).messages$);
    tick(30_000);
    expect(second.asked(RequestCode.SEND_MESSAGE_V2)).to.have.length(1);
    expect(broker.asked(RequestCode.SEND_MESSAGE_V2)).to.have.length(0);
    expect([second.heartbeats.length > 0, broker.heartbeats.length > 0]).to.deep.equal([false, true]);
    expect(broker.asked(RequestCode.PULL_MESSAGE)).not.to.have.length(0);
  });

  it('says of messages and consumers that they belong to a unit when it is told to', () => {
    const { connect, broker, tick } = makeStubCluster();
    const client = connect({ unitMode: true });
    observe(client.producer({ group: 'p' }).send(message));
    observe(client.consumer(subscription).messages$);
    tick(30_000);
    const [sent] = broker.headers(RequestCode.SEND_MESSAGE_V2, SendMessageV2RequestHeader);
    expect([sent?.unitMode, broker.heartbeats.at(-1)?.consumerDataSet[0]?.unitMode]).to.deep.equal([
      true,
      true,
    ]);
  });

  it('greets a broker that was restarted with a heartbeat, before anything else', () => {
    const { consume, broker, tick } = makeClient();
    consume();
    broker.stop();
    broker.members.clear();
    tick(1000);
    const before = broker.requests.length;
    broker.start();
    tick(20_000);
    expect(broker.requests[before]?.code).to.equal(RequestCode.HEART_BEAT);
    expect([...(broker.members.get('c') ?? [])]).to.deep.equal(['me']);
  });

  it('answers what a broker asks and nobody here understands', () => {
    const { send, broker, tick } = makeClient();
    send();
    const answer = observe(broker.peers[0]!.invoke(bareRequest(9999)));
    tick();
    expect(answer.values[0]?.code).to.equal(ResponseCode.REQUEST_CODE_NOT_SUPPORTED);
  });

  it('has one consumer of a group at a time', () => {
    const { client, tick } = makeClient();
    const consumer = client.consumer(subscription);
    expect(() => client.consumer(subscription)).to.throw(GroupInUseError);
    expect(() => client.consumer({ ...subscription, group: 'other' })).not.to.throw();
    void consumer.close();
    tick();
    expect(() => client.consumer(subscription)).not.to.throw();
  });

  describe('close', () => {
    it('closes consumers, then producers, then the connections', () => {
      const { client, send, consume, broker, nameServer, tick } = makeClient();
      send();
      const { consumer, received } = consume();
      const before = broker.requests.length;
      const closed = observe(client.close());
      tick(100);
      expect([closed.next.callCount, closed.complete.callCount]).to.deep.equal([1, 1]);
      expect([consumer.state.name, received.complete.callCount]).to.deep.equal(['closed', 1]);
      const goodbyes = broker
        .headers(RequestCode.UNREGISTER_CLIENT, UnregisterClientRequestHeader)
        .map(({ consumerGroup, producerGroup }) => consumerGroup ?? producerGroup);
      expect(goodbyes).to.deep.equal(['c', 'p']);
      expect(broker.requests.slice(before).map(({ code }) => code)).to.deep.equal([
        RequestCode.UNREGISTER_CLIENT,
        RequestCode.UNREGISTER_CLIENT,
      ]);
      expect([broker.peers.length, nameServer.peers.length, client.connections]).to.deep.equal([0, 0, []]);
    });

    it('gives consumers the time it is told', () => {
      const { client, consume, broker, tick } = makeClient();
      const { received } = consume();
      broker.queue('orders').fill(1);
      tick();
      const closed = observe(client.close({ timeoutMs: 500 }));
      tick(400);
      expect([received.values.length, closed.next.callCount]).to.deep.equal([1, 0]);
      tick(200);
      expect(closed.next).to.have.callCount(1);
    });

    it('starts by itself, is joined by later calls, also from within', () => {
      const { client, consume, broker, tick } = makeClient();
      const { consumer } = consume();
      const inner: ReturnType<typeof observe<void>>[] = [];
      consumer.state$.subscribe(({ name }) => {
        if (name === 'releasing') inner.push(observe(client.close()));
      });
      void client.close();
      tick(100);
      expect(inner.map(({ next }) => next.callCount)).to.deep.equal([1]);
      expect(observe(client.close()).next).to.have.callCount(1);
      expect(broker.asked(RequestCode.UNREGISTER_CLIENT)).to.have.length(1);
    });

    it('refuses new producers, consumers and sends from then on', () => {
      const { client, tick } = makeClient();
      const producer = client.producer({ group: 'p' });
      void client.close();
      expect(() => client.producer({ group: 'q' })).to.throw(ClosedError);
      expect(() => client.consumer(subscription)).to.throw(ClosedError);
      const sending = observe(producer.send(message));
      tick();
      expect(sending.failure).to.be.instanceOf(ClosedError);
    });

    it('leaves nothing to do', () => {
      const { client, send, consume, clock, tick } = makeClient();
      send();
      consume();
      void client.close();
      tick(2000);
      expect(clock.timers).to.equal(0);
    });

    it('is what `await using` does', async () => {
      const { client } = makeClient();
      await client[Symbol.asyncDispose]();
      expect(() => client.producer({ group: 'p' })).to.throw(ClosedError);
    });
  });
});
