import { expect } from 'chai';
import { createBrokerClient } from '../../src/broker/create-broker-client.js';
import { RequestTimeoutError } from '../../src/errors/remoting-error.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { bodyCall } from '../../src/naming/server-call.js';
import { createRequest, EmptyHeader, LanguageCode, RequestCode } from '../../src/protocol/index.js';
import { startBroker } from '../../src/testing/start-broker.js';
import { brokerInMemory } from '../testing/support/broker-in-memory.js';

describe('createBrokerClient', () => {
  it('dials over TCP when it is told nothing but the address, and hangs up', async () => {
    await using server = await startBroker({ topics: { orders: { queues: 1 } } });
    const broker = createBrokerClient(server.address);
    const { offsetTable } = await broker.topics.statistics('orders');
    expect(offsetTable).to.have.length(1);
    await broker.close();
    expect(broker.remoting.state).to.include({ name: 'closed' });
  });

  it('takes options of the connection and of headers', async () => {
    const { broker: server, clock, network, stop } = await brokerInMemory();
    const broker = createBrokerClient(server.address, {
      connector: network.connector,
      runtime: clock.runtime,
      requestTimeoutMs: 700,
      serialize: 'binary',
      language: 'NODE_JS',
    });
    const languages: number[] = [];
    server.exchanges$.subscribe(({ request }) => languages.push(request.language));
    await clock.until(broker.server.runtimeInfo());
    expect(languages).to.deep.equal([LanguageCode.NODE_JS]);
    server.faults.drop({ code: RequestCode.GET_BROKER_RUNTIME_INFO });
    const error: unknown = await clock
      .until(broker.server.runtimeInfo())
      .catch((failure: unknown) => failure);
    expect(error).to.be.instanceOf(RequestTimeoutError).with.property('timeoutMs', 700);
    await clock.until(broker.close());
    await stop();
  });

  it('makes calls of one’s own', async () => {
    await using server = await startBroker();
    await using broker = createBrokerClient(server.address);
    const size = bodyCall(
      () => createRequest(RequestCode.GET_BROKER_CONFIG, EmptyHeader, {}),
      (body) => body.length,
    );
    expect(await broker.call(size, undefined)).to.be.greaterThan(100);
  });

  it('refuses wrong addresses and options', () => {
    expect(() => createBrokerClient('nonsense')).to.throw(InvalidArgumentError);
    expect(() => createBrokerClient('a:1', { serialize: 'xml' as 'json' })).to.throw(
      InvalidArgumentError,
      'serialize',
    );
    expect(() => createBrokerClient('a:1', { requestTimeout: 5 } as object)).to.throw(
      InvalidArgumentError,
      'requestTimeoutMs',
    );
  });
});
