import { gunzipSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { lastValueFrom, map, take, tap, toArray } from 'rxjs';
import { type CompressionAlgorithm, createClient, decode, json, text } from '../../src/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';

interface Order {
  readonly id: string;
  readonly total: number;
}

const gzip: CompressionAlgorithm = {
  name: 'gzip',
  compress: (bytes, level = 6) => gzipSync(bytes, { level }),
  decompress: (bytes, maxBytes) => gunzipSync(bytes, { maxOutputLength: maxBytes }),
};

describeBroker('bodies of typed topics', (broker) => {
  it('come out as they went in, by the codec and the compression that each message names', async () => {
    const topic = uniqueName('topic');
    await broker().createTopic(topic, { queues: 1 });
    await using mq = createClient({ nameServers: broker().nameServers, compressions: [gzip] });
    const orders = mq.topic<Order | string>(topic, { codec: json<Order | string>(), accepts: [text] });
    const plain = mq.producer({ group: 'spec', compression: false });
    const packed = mq.producer({ group: 'spec', compression: { algorithm: 'gzip', threshold: 100 } });
    const large = { id: 'large '.repeat(1000), total: 2 };

    await plain.send(orders.message({ id: 'o-1', total: 1 }, { tags: 'paid' }));
    await packed.send(orders.message(large));
    await plain.send(mq.topic(topic, { codec: text }).message('as text'));
    await plain.send({ topic, body: 'no JSON' });
    await plain.send({ topic, body: '{"id":"java","total":3}' });

    const consumer = mq.consumer({
      group: uniqueName('group'),
      subscribe: { [topic]: '*' },
      from: 'first',
    });
    const deliveries = await lastValueFrom(
      consumer.messages$.pipe(
        decode(orders, { onError: 'drop' }),
        tap((delivery) => delivery.ack()),
        map(({ body, tags }) => ({ body, tags })),
        take(4),
        toArray(),
      ),
    );
    expect(deliveries.map(({ body }) => body)).to.deep.equal([
      { id: 'o-1', total: 1 },
      large,
      'as text',
      { id: 'java', total: 3 },
    ]);
    expect(deliveries[0]?.tags).to.equal('paid');
  });
});
