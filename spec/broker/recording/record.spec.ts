import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { createBrokerClient } from '../../../src/broker/create-broker-client.js';
import { record } from '../../../src/broker/recording/record.js';
import type { RecordOptions } from '../../../src/broker/recording/record-options.js';
import { replay, type ReplayOptions } from '../../../src/broker/recording/replay.js';
import { createClient } from '../../../src/client/create-client.js';
import { BrokerError } from '../../../src/errors/broker-error.js';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';
import { startBroker } from '../../../src/testing/start-broker.js';
import { linesOf, makeFile } from '../../remoting/recording/toy-recording.js';
import { pemOf } from '../../transport/transports.js';

describe('record', () => {
  let file: string;
  let remove: () => void;

  beforeEach(() => ({ file, remove } = makeFile()));
  afterEach(() => remove());

  it('records a client over TCP, whose run then needs no broker', async () => {
    const outcomes: string[] = [];
    {
      await using broker = await startBroker({ topics: { orders: { queues: 1 } } });
      await using recording = record(file);
      await using mq = createClient({ nameServers: broker.nameServers, connector: recording.connector });
      const { queueOffset } = await mq.producer({ group: 'shop' }).send({ topic: 'orders', body: 'hello' });
      outcomes.push(`sent at ${queueOffset}`);
    }
    expect(linesOf(file)[0]).to.include({ protocol: 'rocketmq', library: '0.0.0', bodies: false });
    expect(linesOf(file).at(-1)).to.include({ event: 'end' });
    const recording = replay(file);
    const [nameServers = ''] = recording.addresses;
    await using mq = createClient({ nameServers, connector: recording.connector });
    const { queueOffset } = await mq.producer({ group: 'shop' }).send({ topic: 'orders', body: 'hello' });
    outcomes.push(`sent at ${queueOffset}`);
    expect(outcomes).to.deep.equal(['sent at 0', 'sent at 0']);
  });

  it('dials over TLS when it is told so', async () => {
    const tls = { cert: pemOf('server'), key: pemOf('server.key') };
    await using broker = await startBroker({ tls, topics: { orders: { queues: 1 } } });
    await using recording = record(file, { tls: { ca: pemOf('ca') } });
    await using client = createBrokerClient(broker.address, { connector: recording.connector });
    expect((await client.topics.statistics('orders')).offsetTable).to.have.length(1);
    expect(recording.isRecording).to.equal(true);
  });

  it('refuses what it does not know, or cannot be, before there is a file', () => {
    const wrong: readonly [RecordOptions, string][] = [
      [{ maxBytes: 10 }, 'record.maxBytes'],
      [{ bodies: 'yes' } as unknown as RecordOptions, 'record.bodies'],
      [{ connector: 'tcp' } as unknown as RecordOptions, 'record.connector'],
      [{ tls: 1 } as unknown as RecordOptions, 'record.tls'],
      [{ tls: { sni: 'x' } } as unknown as RecordOptions, 'record.tls.sni'],
      [{ runtime: null } as unknown as RecordOptions, 'record.runtime'],
      [{ transport: { maxFrameBytes: -1 } }, 'record.transport.maxFrameBytes'],
      [{ body: true } as unknown as RecordOptions, 'record.body'],
    ];
    for (const [options, path] of wrong)
      expect(() => record(file, options), path)
        .to.throw(InvalidArgumentError)
        .with.property('path', path);
    expect(() => record(''))
      .to.throw(InvalidArgumentError)
      .with.property('path', 'file');
    expect(existsSync(file)).to.equal(false);
  });

  it('takes false for plain TCP', async () => {
    await record(file, { tls: false }).close();
    expect(linesOf(file)).to.have.length(2);
  });
});

describe('replay', () => {
  let file: string;
  let remove: () => void;

  beforeEach(() => ({ file, remove } = makeFile()));
  afterEach(() => remove());

  it('refuses a request that is not in the recording with an error that names it', async () => {
    {
      await using broker = await startBroker({ topics: { orders: { queues: 1 } } });
      await using recording = record(file);
      await using client = createBrokerClient(broker.address, { connector: recording.connector });
      await client.topics.statistics('orders');
    }
    const recording = replay(file);
    const [address = ''] = recording.addresses;
    await using client = createBrokerClient(address, { connector: recording.connector });
    const error: unknown = await client.topics.statistics('payments').catch((failure: unknown) => failure);
    expect(error).to.be.instanceOf(BrokerError);
    expect((error as BrokerError).message).to.contain(
      'The recording has no (more) GET_TOPIC_STATS_INFO topic=payments',
    );
    expect(recording.unknown).to.deep.equal([`GET_TOPIC_STATS_INFO topic=payments at ${address}`]);
    expect((await client.topics.statistics('orders')).offsetTable).to.have.length(1);
  });

  it('refuses options that it does not know, or cannot be', () => {
    for (const [options, path] of [
      [{ runtme: {} } as unknown as ReplayOptions, 'replay.runtme'],
      [{ runtime: 1 } as unknown as ReplayOptions, 'replay.runtime'],
    ] as const)
      expect(() => replay(file, options), path)
        .to.throw(InvalidArgumentError)
        .with.property('path', path);
  });

  it('refuses a file that is none', () => {
    expect(() => replay(file))
      .to.throw(InvalidArgumentError)
      .with.property('path', 'file');
    expect(() => replay(''))
      .to.throw(InvalidArgumentError)
      .with.property('path', 'file');
  });
});
