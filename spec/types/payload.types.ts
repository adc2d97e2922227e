import { create, fromBinary, type Message, toBinary } from '@bufbuild/protobuf';
import type { GenMessage } from '@bufbuild/protobuf/codegenv2';
import type { Observable } from 'rxjs';
import * as v from 'valibot';
import type { Delivery } from '../../src/delivery/delivery.js';
import { decode } from '../../src/delivery/operators/decode.js';
import type { OutgoingMessage } from '../../src/message/outgoing-message.js';
import { createTypedTopic } from '../../src/message/typed-topic.js';
import { bytes } from '../../src/payload/bytes-codec.js';
import type { Codec } from '../../src/payload/codec.js';
import { createCodecRegistry } from '../../src/payload/codec-registry.js';
import { json } from '../../src/payload/json-codec.js';
import { protobufCodec } from '../../src/payload/protobuf-codec.js';
import { text } from '../../src/payload/text-codec.js';
import type { Assert, Same } from './expect-type.js';

// Checked by `npm run typecheck`: a wrong assertion does not compile, nothing here runs.

interface Order {
  readonly id: string;
}

declare const deliveries$: Observable<Delivery>;

/** A codec gives the bodies their type. */
export const texts$ = deliveries$.pipe(decode(text));
export type Texts = Assert<Same<typeof texts$, Observable<Delivery<string>>>>;
export const orders$ = deliveries$.pipe(decode(json<Order>()));
export type Orders = Assert<Same<typeof orders$, Observable<Delivery<Order>>>>;
/** A registry knows which codec, not which type. */
export const anything$ = deliveries$.pipe(decode(createCodecRegistry()));
export type Anything = Assert<Same<typeof anything$, Observable<Delivery<unknown>>>>;
// @ts-expect-error -- what is decoded is not decoded again
export const twice$ = orders$.pipe(decode(text));

/** Bodies that cannot be read are settled in one of three ways. */
export const dropped$ = deliveries$.pipe(decode(text, { onError: 'drop' }));
export const decided$ = deliveries$.pipe(
  decode(text, {
    onError: (_error, { attempt }) => (attempt < 3 ? { retry: { delayMs: 1000 } } : 'deadLetter'),
  }),
);
// @ts-expect-error -- not one of them
export const wrongWord$ = deliveries$.pipe(decode(text, { onError: 'skip' }));

/** A schema that transforms has one type to write and another to read. */
const Placed = v.object({
  at: v.pipe(
    v.string(),
    v.transform((at) => new Date(at)),
  ),
});
export const placed = json(Placed);
export type PlacedCodec = Assert<Same<typeof placed, Codec<{ at: Date }, { at: string }>>>;
export const placements = createTypedTopic('placements', { codec: placed });
export const placement: OutgoingMessage = placements.message({ at: '2024-02-29' }, { tags: 'new' });
// @ts-expect-error -- the type that is read, not the one that is written
export const wrongPlacement = placements.message({ at: new Date(0) });
export const placements$ = deliveries$.pipe(decode(placements));
export type Placements = Assert<Same<typeof placements$, Observable<Delivery<{ at: Date }>>>>;

/** A typed topic takes the values of its codec, and no options of others. */
export const orderTopic = createTypedTopic<Order>('orders', { codec: json() });
// @ts-expect-error -- id is missing
export const noOrder = orderTopic.message({});
// @ts-expect-error -- the topic is known
export const twoTopics = orderTopic.message({ id: 'o-1' }, { topic: 'payments' });
// @ts-expect-error -- this codec writes texts
export const wrongWriter = orderTopic.message({ id: 'o-1' }, { codec: text });
// @ts-expect-error -- this codec reads bytes
export const wrongReader = createTypedTopic<Order>('orders', { codec: json(), accepts: [bytes] });

/** Codecs of any types share a registry. */
export const registry = createCodecRegistry([{ ...json<Order>(), name: 'orders' }], {
  topics: { orders: json<Order>(), placements: placed, notes: 'text' },
});

/** A generated schema of protobuf-es brings the type of its messages. */
type ProtoOrder = Message<'acme.Order'> & { id: string };
declare const OrderSchema: GenMessage<ProtoOrder>;
export const proto = protobufCodec(OrderSchema, { toBinary, fromBinary });
export type Proto = Assert<Same<typeof proto, Codec<ProtoOrder>>>;
export const protoBytes: Uint8Array = proto.encode(create(OrderSchema, { id: 'o-1' }));
