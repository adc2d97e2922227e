import { expect } from 'chai';
import { EMPTY, from, NEVER, take } from 'rxjs';
import type { Delivery } from '../../../src/delivery/delivery.js';
import { decode, type DecodeOptions } from '../../../src/delivery/operators/decode.js';
import { PayloadDecodeError } from '../../../src/errors/payload-error.js';
import { InvalidArgumentError, UnsupportedError } from '../../../src/errors/usage-error.js';
import { createTypedTopic } from '../../../src/message/typed-topic.js';
import { createCodecRegistry } from '../../../src/payload/codec-registry.js';
import { json } from '../../../src/payload/json-codec.js';
import { text } from '../../../src/payload/text-codec.js';
import { createTestDelivery } from '../../../src/testing/marbles/create-test-delivery.js';
import { observe } from '../../remoting/toy-network.js';
import { marbles } from '../../support/marbles.js';

const numbers = json<number>();
const deliveryOf = (body: string | Uint8Array, codec?: string) =>
  createTestDelivery({
    topic: 'orders',
    body,
    ...(codec === undefined ? {} : { properties: { PAYLOAD_CODEC: codec } }),
  });

/** What becomes of a delivery that is not JSON, and of the one after it. */
function outcomeOf(options?: DecodeOptions) {
  const bad = deliveryOf('one');
  const run = observe(from<Delivery[]>([bad, deliveryOf('2')]).pipe(decode(numbers, options)));
  expect(run.values.map(({ body }) => body)).to.deep.equal([2]);
  expect(run.complete).to.have.callCount(1);
  return bad.outcome;
}

describe('decode', () => {
  it('gives deliveries with values for bodies, which settle those they came from', () => {
    const delivery = deliveryOf('7');
    const run = observe(from<Delivery[]>([delivery]).pipe(decode(numbers)));
    expect(run.values.map(({ body, messageId }) => [body, messageId])).to.deep.equal([
      [7, delivery.messageId],
    ]);
    expect(delivery.outcome).to.equal(undefined);
    run.values[0]?.ack();
    expect(delivery.outcome).to.deep.equal({ type: 'ack' });
  });

  it('reads the body that an operator before it made', () => {
    const delivery = deliveryOf('encrypted').withBody<Uint8Array>(Buffer.from('8'));
    expect(observe(from<Delivery[]>([delivery]).pipe(decode(numbers))).values[0]?.body).to.equal(8);
  });

  it('leaves other properties to whoever reads them', () => {
    const run = observe(from<Delivery[]>([deliveryOf('7', 'json')]).pipe(decode(numbers)));
    expect(run.values[0]?.property('PAYLOAD_CODEC')).to.equal('json');
    expect(run.values[0]?.text()).to.equal('7');
  });

  describe('chooses the codec', () => {
    const deliveries = [deliveryOf('7', 'json'), deliveryOf('7', 'text'), deliveryOf('7')];
    const bodies = (reader: Parameters<typeof decode>[0]): unknown[] =>
      observe(from<Delivery[]>(deliveries).pipe(decode(reader))).values.map(({ body }) => body);

    it('by the name in the message, with a registry', () => {
      const registry = createCodecRegistry([], { topics: { orders: 'json' } });
      expect(bodies(registry)).to.deep.equal([7, '7', 7]);
    });

    it('by the name in the message, with a typed topic that accepts it', () => {
      const orders = createTypedTopic<unknown>('orders', { codec: json(), accepts: [text] });
      expect(bodies(orders)).to.deep.equal([7, '7', 7]);
    });

    it('never where there is only one: what another wrote cannot be read', () => {
      expect(bodies(json())).to.deep.equal([7, 7]);
    });
  });

  describe('with a body that cannot be read', () => {
    it('makes it a dead letter, and goes on', () => {
      expect(outcomeOf()).to.deep.equal({
        type: 'deadLetter',
        reason: 'PayloadDecodeError: Cannot decode a body with the codec json: it is not JSON',
      });
    });

    it('does what it is told by a word', () => {
      expect(outcomeOf({ onError: 'deadLetter' })).to.include({ type: 'deadLetter' });
      expect(outcomeOf({ onError: 'retry' })).to.deep.equal({ type: 'retry', delay: {} });
      expect(outcomeOf({ onError: 'drop' })).to.deep.equal({ type: 'ack' });
    });

    it('asks a function, with the error and the delivery', () => {
      const asked: unknown[] = [];
      const onError = (error: unknown, delivery: Delivery) => {
        asked.push(error, delivery.text());
        return { retry: { delayMs: 5000 } };
      };
      expect(outcomeOf({ onError })).to.deep.equal({ type: 'retry', delay: { delayMs: 5000 } });
      expect(asked[0]).to.be.instanceOf(PayloadDecodeError);
      expect(asked[1]).to.equal('one');
    });

    it('takes words and reasons from a function', () => {
      expect(outcomeOf({ onError: () => 'drop' })).to.deep.equal({ type: 'ack' });
      expect(outcomeOf({ onError: () => ({ deadLetter: 'mine' }) })).to.deep.equal({
        type: 'deadLetter',
        reason: 'mine',
      });
    });

    it('retries when the function throws or decides nothing', () => {
      const fail = (): never => {
        throw new Error('boom');
      };
      for (const onError of [fail, () => undefined as never, () => null as never, () => 'later' as never])
        expect(outcomeOf({ onError })).to.deep.equal({ type: 'retry', delay: {} });
    });

    it('leaves a decision that the function made by itself', () => {
      const onError = (_error: unknown, delivery: Delivery) => {
        delivery.ack();
        return 'deadLetter' as const;
      };
      expect(outcomeOf({ onError })).to.deep.equal({ type: 'ack' });
    });
  });

  it('errs with a codec that cannot work at all, and leaves the delivery undecided', () => {
    const delivery = deliveryOf('7');
    const slow = {
      '~standard': { version: 1, vendor: 'spec', validate: async () => ({ value: 1 }) },
    } as const;
    const run = observe(from<Delivery[]>([delivery]).pipe(decode(json(slow))));
    expect(run.failure).to.be.instanceOf(UnsupportedError);
    expect(delivery.outcome).to.equal(undefined);
  });

  it(
    'emits when the source does, and ends when it does',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [a, b, bad] = [deliveryOf('1'), deliveryOf('2'), deliveryOf('?')];
      const source = cold<Delivery>('a-x-b-#', { a, b, x: bad }, new Error('lost'));
      const bodies = source.pipe(decode(numbers));
      expectObservable(bodies).toBe('a---b-#', { a: a.withBody(1), b: b.withBody(2) }, new Error('lost'));
      expectObservable(bodies, '--^-!').toBe('--1-', { 1: a.withBody(1) });
      expectSubscriptions(source.subscriptions).toBe(['^-----!', '--^-!']);
    }),
  );

  it('has nothing of a source that has nothing', () => {
    expect(observe(EMPTY.pipe(decode(text))).complete).to.have.callCount(1);
    const never = observe(NEVER.pipe(decode(text)));
    expect([never.next.callCount, never.complete.callCount]).to.deep.equal([0, 0]);
    never.subscription.unsubscribe();
  });

  it('reads no further than it is asked to', () => {
    const deliveries = [deliveryOf('1'), deliveryOf('?')];
    const run = observe(from<Delivery[]>(deliveries).pipe(decode(numbers), take(1)));
    expect(run.values).to.have.length(1);
    expect(deliveries[1]?.outcome).to.equal(undefined);
  });

  it('refuses at once what it cannot use', () => {
    for (const reader of [undefined, null, {}, 'json'])
      expect(() => decode(reader as never)).to.throw(InvalidArgumentError, 'decode.reader must be a codec');
    for (const onError of ['skip', 7, null])
      expect(() => decode(text, { onError: onError as never })).to.throw(
        InvalidArgumentError,
        'decode.onError must be "deadLetter", "retry", "drop" or a function',
      );
    expect(() => decode(text, { onerror: 'drop' } as object)).to.throw(
      InvalidArgumentError,
      'decode.onerror must be left out: there is no such option, the nearest is "onError"',
    );
  });
});
