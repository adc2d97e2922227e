import { createServer, type Server } from 'node:net';
import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import {
  type Client,
  ClosedError,
  ConnectionLostError,
  createClient,
  InvalidArgumentError,
  MessageTooLargeError,
  NameServersUnreachableError,
  type RocketMQError,
} from '../../src/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';

/** What the command errs with. */
async function failure(command: PromiseLike<unknown>): Promise<RocketMQError> {
  try {
    await command;
  } catch (error) {
    return error as RocketMQError;
  }
  throw new Error('it succeeded');
}

/** A server that answers everything with the same bytes, or not at all. */
async function serving(answer: string | undefined, use: (address: string) => Promise<void>): Promise<void> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => answer !== undefined && socket.write(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  try {
    await use(`127.0.0.1:${port}`);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

describeBroker('bad input', (broker) => {
  const clients: Client[] = [];
  const clientOf = (nameServers: string | readonly string[], options: object = {}): Client => {
    const client = createClient({ nameServers, requestTimeoutMs: 500, ...options });
    clients.push(client);
    return client;
  };

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close({ timeoutMs: 100 })));
  });

  it('refuses options that do not exist, with the nearest one that does', () => {
    expect(() => createClient({ nameServer: 'localhost:9876' } as never)).to.throw(
      InvalidArgumentError,
      'nameServers',
    );
  });

  for (const [name, options] of [
    ['no name server', { nameServers: [] }],
    ['an address without a port', { nameServers: 'localhost' }],
    ['a port out of range', { nameServers: 'localhost:70000' }],
    ['a timeout of the wrong type', { nameServers: 'localhost:1', requestTimeoutMs: '3' }],
    ['an unknown serialization', { nameServers: 'localhost:1', serialize: 'xml' }],
    ['a heartbeat slower than brokers forget', { nameServers: 'localhost:1', heartbeatIntervalMs: 120_000 }],
  ] as const) {
    it(`refuses ${name}`, () => {
      expect(() => createClient(options as never)).to.throw(InvalidArgumentError, 'options.');
    });
  }

  it('refuses groups, topics and windows that cannot be', () => {
    const mq = clientOf(broker().nameServers);
    const refused = [
      () => mq.producer({ group: '' }),
      () => mq.producer({ group: 'g'.repeat(121) }),
      () => mq.consumer({ group: 'g', subscribe: {} }),
      () => mq.consumer({ group: 'g', subscribe: { 'no blanks': '*' } }),
      () => mq.consumer({ group: 'g', subscribe: { t: '*' }, window: { messages: 0 } }),
      () => mq.consumer({ group: 'g', subscribe: { t: '*' }, from: 'middle' as never }),
    ];
    for (const make of refused) expect(make).to.throw(InvalidArgumentError);
  });

  it('refuses a message that no broker would store, before anything is sent', async () => {
    const producer = clientOf(broker().nameServers).producer({ group: 'g' });
    const cases: [object, typeof InvalidArgumentError | typeof MessageTooLargeError, string][] = [
      [{ topic: 'a b', body: 'x' }, InvalidArgumentError, 'topic must be'],
      [{ topic: 't'.repeat(128), body: 'x' }, InvalidArgumentError, 'topic must be at most 127'],
      [{ topic: '', body: 'x' }, InvalidArgumentError, 'topic must be'],
      [{ topic: null, body: 'x' }, InvalidArgumentError, 'topic must be'],
      [
        { topic: 'SCHEDULE_TOPIC_XXXX', body: 'x' },
        InvalidArgumentError,
        'topic must be a topic of your own',
      ],
      [{ topic: 't', body: '' }, InvalidArgumentError, 'body must be'],
      [{ topic: 't', body: null }, InvalidArgumentError, 'body must be'],
      [{ topic: 't', body: 7 }, InvalidArgumentError, 'body must be'],
      [{ topic: 't', body: Buffer.alloc(4 * 1024 * 1024 + 1) }, MessageTooLargeError, '4194305 bytes'],
      [
        { topic: 't', body: 'x', properties: { big: 'x'.repeat(33_000) } },
        MessageTooLargeError,
        'properties',
      ],
      [
        { topic: 't', body: 'x', properties: { UNIQ_KEY: 'mine' } },
        InvalidArgumentError,
        'properties.UNIQ_KEY',
      ],
      [{ topic: 't', body: 'x', tags: '' }, InvalidArgumentError, 'tags must be'],
      [{ topic: 't', body: 'x', tags: 'a|b' }, InvalidArgumentError, 'tags must be one tag'],
      [{ topic: 't', body: 'x', tags: 'a\u0002b' }, InvalidArgumentError, 'tags must be'],
      [{ topic: 't', body: 'x', keys: 'two words' }, InvalidArgumentError, 'keys[0] must be'],
    ];
    await Promise.all(
      cases.map(async ([message, errorClass, text]) => {
        const error = await failure(producer.send(message as never));
        expect(error).to.be.instanceOf(errorClass);
        expect(error.message).to.contain(text);
      }),
    );
  });

  it('says that a name server is not there, to senders and consumers', async () => {
    const mq = clientOf('127.0.0.1:1');
    const sending = await failure(mq.producer({ group: 'g' }).send({ topic: 't', body: 'x' }));
    const consuming = await failure(
      firstValueFrom(mq.consumer({ group: 'g', subscribe: { t: '*' } }).messages$),
    );
    for (const error of [sending, consuming]) {
      expect(error).to.be.instanceOf(NameServersUnreachableError);
      expect(error.message).to.contain('127.0.0.1:1');
    }
  });

  it('goes on to the next name server when one is not there', async () => {
    const mq = clientOf(['127.0.0.1:1', ...broker().nameServers, '127.0.0.1:2'], { requestTimeoutMs: 3000 });
    const topic = uniqueName('topic');
    await broker().createTopic(topic);
    const receipt = await mq.producer({ group: 'g' }).send({ topic, body: 'x' });
    expect(receipt.status).to.equal('ok');
  });

  it('ends in time with a name server that never answers', async () => {
    await serving(undefined, async (address) => {
      const mq = clientOf(address);
      const error = await failure(mq.producer({ group: 'g' }).send({ topic: 't', body: 'x' }));
      expect(error).to.be.instanceOf(NameServersUnreachableError);
      await mq.close();
    });
  });

  for (const [name, answer] of [
    ['speaks another protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['lies about the length of a frame', '\u0000\u0000\u0000\u0002\u0000\u0000'],
  ] as const) {
    it(`closes the connection to a server that ${name}, and says so`, async () => {
      await serving(answer, async (address) => {
        const mq = clientOf(address);
        const error = await failure(mq.producer({ group: 'g' }).send({ topic: 't', body: 'x' }));
        expect(error).to.be.instanceOf(NameServersUnreachableError);
        expect((error as NameServersUnreachableError).attempts[0]?.error).to.be.instanceOf(
          ConnectionLostError,
        );
        await mq.close();
      });
    });
  }

  it('ends in time with TLS against a plain port that does not answer, and plain against TLS', async () => {
    await serving(undefined, async (address) => {
      const mq = clientOf(address, { tls: true, remoting: { transport: { connectTimeoutMs: 300 } } });
      const error = await failure(mq.producer({ group: 'g' }).send({ topic: 't', body: 'x' }));
      expect(error).to.be.instanceOf(NameServersUnreachableError);
      await mq.close();
    });
  });

  it('refuses everything after close', async () => {
    const mq = clientOf(broker().nameServers);
    const producer = mq.producer({ group: 'g' });
    const consumer = mq.consumer({ group: 'g', subscribe: { t: '*' } });
    await mq.close();
    expect(await failure(producer.send({ topic: 't', body: 'x' }))).to.be.instanceOf(ClosedError);
    expect(await failure(firstValueFrom(consumer.messages$))).to.be.instanceOf(ClosedError);
    expect(() => mq.producer({ group: 'g2' })).to.throw(ClosedError);
  });
});
