import { expect } from 'chai';
import { BehaviorSubject, Subject } from 'rxjs';
import {
  type Client,
  createClient,
  type NameServerAddresses,
  type NameServerSource,
  NameServersUnreachableError,
} from '../../src/index.js';
import type { EmbeddedBroker } from '../../src/testing/cluster/embedded-broker.js';
import { startBroker } from '../../src/testing/start-broker.js';
import { createVirtualClock } from '../../src/testing/time/create-virtual-clock.js';
import type { VirtualClock } from '../../src/testing/time/virtual-clock.js';

describe('Client with name servers that may change', () => {
  let clock: VirtualClock;
  let broker: EmbeddedBroker;
  let mq: Client;

  async function start(nameServers: NameServerSource): Promise<void> {
    clock = createVirtualClock();
    broker = await clock.until(startBroker({ network: 'memory', runtime: clock.runtime }));
    mq = createClient({ ...broker.clientOptions, nameServers });
  }

  const send = (topic: string) => mq.producer({ group: 'shop' }).send({ topic, body: 'hello' });

  afterEach(async () => {
    await clock.until(mq.close());
    await clock.until(broker.stop());
  });

  it('waits for the first list', async () => {
    const nameServers = new Subject<NameServerAddresses>();
    await start(nameServers);
    const sending = send('orders').then(({ status }) => status);
    await clock.advance(1000);
    nameServers.next(broker.nameServers);
    expect(await clock.until(sending)).to.equal('ok');
  });

  it('asks a function for them', async () => {
    await start(() => Promise.resolve(broker.nameServers));
    expect((await clock.until(send('orders'))).status).to.equal('ok');
  });

  it('gives up when there is none in time', async () => {
    await start(new Subject());
    const error = await clock.until(send('orders')).catch((failure: unknown) => failure);
    expect(error).to.be.instanceOf(NameServersUnreachableError);
  });

  it('asks the new ones when the list has changed', async () => {
    const nameServers = new BehaviorSubject<NameServerAddresses>('127.0.0.1:1');
    await start(nameServers);
    await clock.until(send('orders')).catch((failure: unknown) => failure);
    nameServers.next(broker.nameServers);
    expect((await clock.until(send('orders'))).status).to.equal('ok');
  });

  it('lets go of the stream when it is closed', async () => {
    const nameServers = new BehaviorSubject<NameServerAddresses>('127.0.0.1:1');
    await start(nameServers);
    await clock.until(mq.close());
    expect(nameServers.observed).to.equal(false);
  });
});
