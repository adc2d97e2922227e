import { filter, map } from 'rxjs';
import { createClient } from '../../../src/client/create-client.js';
import type { OutgoingMessage } from '../../../src/message/outgoing-message.js';
import type { ProducerOptions } from '../../../src/producer/producer-options.js';
import { SendMessageV2RequestHeader } from '../../../src/protocol/headers/send-message-v2.js';
import { decodeBatch } from '../../../src/protocol/message/batch-codec.js';
import type { RemotingCommand } from '../../../src/protocol/remoting-command.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { bodyOf } from '../../../src/testing/server/body-of.js';
import { startBroker } from '../../../src/testing/start-broker.js';
import { makeClock } from '../../support/make-clock.js';
import { observe } from '../../remoting/toy-network.js';

export const topic = 'orders';
export const singleCode = RequestCode.SEND_MESSAGE_V2;
export const batchCode = RequestCode.SEND_BATCH_MESSAGE;

/** Order keys of a topic with four queues, by their queue. */
export const keys = { ofQueue2: ['order-1', 'order-5'], ofQueue1: 'order-2' } as const;

/** One request that brought messages to a broker. */
export interface SentRequest {
  /** Milliseconds of virtual time since {@link makeBatches} returned, when it was served. */
  readonly at: number;
  readonly code: number;
  readonly queueId: number;
  readonly bodies: readonly string[];
}

/** Messages `m-0`, `m-1`, … that have `more` besides their bodies. */
export const numbered = (count: number, more: Partial<OutgoingMessage> = {}): OutgoingMessage[] =>
  Array.from({ length: count }, (_, index) => ({ topic, body: `m-${index}`, ...more }));

const bodiesOf = (request: RemotingCommand): string[] =>
  request.code === batchCode
    ? decodeBatch(Buffer.from(bodyOf(request))).map(({ body }) => body.toString())
    : [bodyOf(request).toString()];

/** A producer on an embedded broker in virtual time, which knows the route of its topic. */
export async function makeBatches(
  options: Partial<ProducerOptions> = {},
  { queues = 1 }: { readonly queues?: number } = {},
) {
  const clock = makeClock();
  const broker = await clock.until(
    startBroker({
      network: 'memory',
      runtime: clock.runtime,
      topics: { [topic]: { queues }, other: { queues: 1 } },
    }),
  );
  const client = createClient({ ...broker.clientOptions, runtime: clock.runtime });
  const sent: SentRequest[] = [];
  let startedAt = 0;
  broker.exchanges$
    .pipe(
      filter(({ request: { code } }) => code === singleCode || code === batchCode),
      map(({ request }) => ({
        at: clock.now - startedAt,
        code: request.code,
        queueId: SendMessageV2RequestHeader.read(request).queueId,
        bodies: bodiesOf(request),
      })),
    )
    .subscribe((request) => sent.push(request));
  const warm = client.producer({ group: 'warm' });
  await clock.until(warm.send({ topic, body: 'warm' }));
  await clock.until(warm.send({ topic: 'other', body: 'warm' }));
  await clock.until(warm.close());
  sent.length = 0;
  startedAt = clock.now;
  const producer = client.producer({ group: 'p', ...options });

  /** What consumers of a queue would get, without what made the route known. */
  const stored = (queueId = 0) =>
    broker
      .queue(topic, queueId)
      .messages.filter((each) => each.text() !== 'warm')
      .map((each) => ({ id: each.messageId, body: each.text(), offset: each.offset }));

  return {
    clock,
    broker,
    client,
    producer,
    sent,
    stored,
    /** The bodies of each request. */
    requests: () => sent.map(({ bodies }) => bodies.join(' ')),
    send: (message: Partial<OutgoingMessage>, sendOptions: { readonly timeoutMs?: number } = {}) =>
      observe(producer.send({ topic, body: 'x', ...message }, sendOptions)),
    async [Symbol.asyncDispose](): Promise<void> {
      await clock.until(client.close({ timeoutMs: 1 }));
      await clock.until(broker.stop());
    },
  };
}
