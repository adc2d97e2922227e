import { type Observable, of } from 'rxjs';
import {
  createClient,
  handle,
  type ClientOptions,
  type ConsumerOptions,
  type Delivery,
  type Outcome,
  type ProducerOptions,
  type SendReceipt,
  type Settled,
  type Single,
  type TransactionReceipt,
} from '../../src/index.js';
import type { Assert, Same } from './expect-type.js';

// Checked by `npm run typecheck`: a wrong assertion does not compile, nothing here runs.

/** The essential options are required, everything else may be left out, nothing else may be given. */
export const least: ClientOptions = { nameServers: 'localhost:9876' };
// @ts-expect-error -- nameServers is missing
export const noServers: ClientOptions = {};
// @ts-expect-error -- no such option
export const typo: ClientOptions = { nameServers: 'localhost:9876', nameServer: 'localhost:9876' };
// @ts-expect-error -- left out is not the same as undefined
export const undefinedOption: ClientOptions = { nameServers: 'localhost:9876', requestTimeoutMs: undefined };
// @ts-expect-error -- one of two words
export const wrongWord: ClientOptions = { nameServers: 'localhost:9876', serialize: 'xml' };

// @ts-expect-error -- a producer belongs to a group
export const noProducerGroup: ProducerOptions = {};
// @ts-expect-error -- a consumer says what it consumes
export const noSubscription: ConsumerOptions = { group: 'billing' };
export const from: ConsumerOptions = { group: 'billing', subscribe: { orders: 'paid' }, from: new Date(0) };
// @ts-expect-error -- not a place to begin
export const nowhere: ConsumerOptions = { group: 'billing', subscribe: { orders: '*' }, from: 'middle' };

const client = createClient(least);
const producer = client.producer({ group: 'checkout' });
const consumer = client.consumer({ group: 'billing', subscribe: { orders: '*' } });

/** A send gives a receipt; what ends something is awaitable as well. */
export const sent = producer.send({ topic: 'orders', body: 'text' });
export type Sent = Assert<Same<typeof sent, Single<SendReceipt>>>;
// @ts-expect-error -- a message has a topic
export const nowhereToSend = producer.send({ body: 'text' });
/** Work of transactions gives one of three texts, or something to wait for that does. */
const half = { topic: 'orders', body: 'text' };
export const ended = [
  producer.transaction(half, () => 'commit'),
  producer.transaction(half, async () => Promise.resolve('rollback')),
  producer.transaction(half, async ({ half: { status } }) => (status === 'ok' ? 'commit' : 'unknown')),
  producer.transaction(half, () => of('commit')),
  producer.transaction(half, async function* () {
    yield 'commit';
  }),
];
export type Ended = Assert<Same<(typeof ended)[number], Single<TransactionReceipt>>>;
// @ts-expect-error -- none of the three
export const committed = producer.transaction(half, () => 'committed');
// @ts-expect-error -- nothing
export const forgotten = producer.transaction(half, async () => undefined);
// @ts-expect-error -- no such answer
export const wrongChecker: ProducerOptions = { group: 'shop', checker: () => 'yes' };
export const checker: ProducerOptions = {
  group: 'shop',
  checker: async ({ messageId }) => (messageId === '' ? 'commit' : 'rollback'),
};

export const closed: Promise<void> = client.close().then((value) => value);

/** Deliveries are bytes; what a handler gives is in the result. */
export type Messages = Assert<Same<typeof consumer.messages$, Observable<Delivery>>>;
export const values = consumer.run((delivery) => delivery.attempt);
export type Values = Assert<Same<typeof values, Observable<Settled<Uint8Array, number>>>>;
export const promised = consumer.run(async (delivery) => delivery.topic);
export type Promised = Assert<Same<typeof promised, Observable<Settled<Uint8Array, string>>>>;
export const sending = consumer.run(() => sent);
export type Sending = Assert<Same<typeof sending, Observable<Settled<Uint8Array, SendReceipt>>>>;
export const listed = consumer.run(() => ['a', 'b']);
export type Listed = Assert<Same<typeof listed, Observable<Settled<Uint8Array, string[]>>>>;
export const nothing = consumer.messages$.pipe(handle(() => undefined));
export type Nothing = Assert<Same<typeof nothing, Observable<Settled<Uint8Array, undefined>>>>;

/** An error policy decides between two ways. */
export const policy = consumer.run(() => undefined, {
  onError: (_error, delivery) =>
    delivery.attempt < 5 ? { retry: { delayMs: 1000 } } : { deadLetter: 'enough' },
});
// @ts-expect-error -- a failure is not acknowledged
export const wrongPolicy = consumer.run(() => undefined, { onError: () => ({ ack: true }) });

/** Another body, the same settlement. */
declare const delivery: Delivery;
export const decoded: Delivery<{ readonly id: string }> = delivery.withBody({ id: 'o-1' });
export const outcome: Single<Outcome> = decoded.settled;
// @ts-expect-error -- what was received does not change
delivery.attempt = 2;

/** Streams of state have a value beside them, and are no subjects. */
export type State = Assert<
  Same<typeof consumer.state$ extends Observable<infer S> ? S : never, typeof consumer.state>
>;
// @ts-expect-error -- only the library emits
consumer.state$.next({ name: 'idle' });

/** A client, a producer and a consumer are disposable. */
export const disposables: readonly AsyncDisposable[] = [client, producer, consumer];
