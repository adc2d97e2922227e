import { expect } from 'chai';
import { BehaviorSubject } from 'rxjs';
import { createBrokerClient } from '../../src/broker/create-broker-client.js';
import type { Credentials } from '../../src/broker/handlers/credentials.js';
import { AuthenticationError } from '../../src/errors/broker-error.js';
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

  it('signs what it asks, with the credentials of the moment, and lets go of them at the end', async () => {
    const right = { accessKey: 'admin', secretKey: 'the secret' };
    const accounts = [{ ...right, admin: true }];
    await using server = await startBroker({ accessControl: { accounts } });
    const credentials$ = new BehaviorSubject({ accessKey: 'admin', secretKey: 'another secret' });
    const namespaces = new Set<string | undefined>();
    server.exchanges$.subscribe(({ request }) => namespaces.add(request.extFields?.['ns']));
    await using broker = createBrokerClient(server.address, {
      credentials: credentials$,
      namespace: 'tenant',
    });
    const refused: unknown = await broker.server.config().catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(AuthenticationError);
    credentials$.next(right);
    expect(await broker.server.config()).to.include({ brokerName: 'broker-a' });
    expect([...namespaces]).to.deep.equal(['tenant']);
    await broker.close();
    expect(credentials$.observed).to.equal(false);
  });

  it('does not take up credentials when something else is wrong', () => {
    const credentials$ = new BehaviorSubject({ accessKey: 'admin', secretKey: 'the secret' });
    expect(() => createBrokerClient('nonsense', { credentials: credentials$ })).to.throw(
      InvalidArgumentError,
    );
    expect(credentials$.observed).to.equal(false);
    const incomplete = { accessKey: 'admin' } as Credentials;
    expect(() => createBrokerClient('a:1', { credentials: incomplete })).to.throw('credentials.secretKey');
    expect(() => createBrokerClient('a:1', { namespace: '' })).to.throw('namespace must be a text');
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
