import { gunzipSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { firstValueFrom, map, take, tap, toArray } from 'rxjs';
import {
  type AnyCodec,
  type ClientOptions,
  type CompressionAlgorithm,
  createClient,
  decode,
  InvalidArgumentError,
  json,
  text,
} from '../../src/index.js';
import { startBroker } from '../../src/testing/start-broker.js';
import { createVirtualClock } from '../../src/testing/time/create-virtual-clock.js';

const gzip: CompressionAlgorithm = {
  name: 'gzip',
  compress: (bytes) => gzipSync(bytes),
  decompress: (bytes, maxOutputLength) => gunzipSync(bytes, { maxOutputLength }),
};

const shout: AnyCodec = {
  name: 'shout',
  encode: (value: string) => Buffer.from(value.toUpperCase()),
  decode: (bytes) => Buffer.from(bytes).toString().toLowerCase(),
};

/** A client and its broker, in virtual time. */
async function makeClient(options: Partial<ClientOptions> = {}) {
  const clock = createVirtualClock();
  const broker = await clock.until(startBroker({ network: 'memory', runtime: clock.runtime }));
  const mq = createClient({ ...broker.clientOptions, ...options });
  const end = async (): Promise<void> => {
    await clock.until(mq.close());
    await clock.until(broker.stop());
  };
  return { clock, mq, end };
}

describe('Client', () => {
  it('has typed topics, whose messages producers send and consumers read', async () => {
    const { clock, mq, end } = await makeClient();
    const orders = mq.topic('orders', { codec: json<{ total: number }>() });
    await clock.until(mq.producer({ group: 'shop' }).send(orders.message({ total: 30 }, { tags: 'paid' })));
    const consumer = mq.consumer({ group: 'billing', subscribe: { orders: '*' }, from: 'first' });
    const read = firstValueFrom(
      consumer.messages$.pipe(
        decode(orders),
        tap((delivery) => delivery.ack()),
      ),
    );
    const { body, tags } = await clock.until(read);
    expect([body, tags]).to.deep.equal([{ total: 30 }, 'paid']);
    await end();
  });

  it('reads every message by the codec that it names, of its own codecs', async () => {
    const { clock, mq, end } = await makeClient({ codecs: [shout] });
    expect(mq.codecs.names).to.deep.equal(['bytes', 'text', 'json', 'shout']);
    const topic = mq.topic('words', { codec: text });
    const producer = mq.producer({ group: 'shop' });
    await clock.until(producer.send(topic.message('Quiet')));
    await clock.until(producer.send(topic.message('Loud', { codec: shout as never })));
    const consumer = mq.consumer({ group: 'billing', subscribe: { words: '*' }, from: 'first' });
    const bodies = firstValueFrom(
      consumer.messages$.pipe(
        decode(mq.codecs),
        tap((delivery) => delivery.ack()),
        map(({ body }) => body),
        take(2),
        toArray(),
      ),
    );
    expect(await clock.until(bodies)).to.have.members(['Quiet', 'loud']);
    await end();
  });

  it('decompresses by its own algorithms, which messages name in a property', async () => {
    const { clock, mq, end } = await makeClient({ compressions: [gzip] });
    const body = gzipSync('small again');
    const properties = { PAYLOAD_COMPRESSION: 'gzip' };
    await clock.until(mq.producer({ group: 'shop' }).send({ topic: 'orders', body, properties }));
    const consumer = mq.consumer({ group: 'billing', subscribe: { orders: '*' }, from: 'first' });
    const read = firstValueFrom(consumer.messages$.pipe(tap((delivery) => delivery.ack())));
    expect((await clock.until(read)).text()).to.equal('small again');
    await end();
  });

  for (const [name, options] of [
    ['codecs that are no list', { codecs: json() }],
    ['a codec that is none', { codecs: [{ name: 'half', encode: shout.encode }] }],
    ['two codecs of one name', { codecs: [shout, shout] }],
    ['compressions that are no list', { compressions: gzip }],
    ['an algorithm with a number that no message can carry', { compressions: [{ ...gzip, type: 8 }] }],
  ] as const) {
    it(`refuses ${name}`, () => {
      const make = () => createClient({ nameServers: 'localhost:9876', ...options } as never);
      expect(make).to.throw(InvalidArgumentError);
    });
  }
});
