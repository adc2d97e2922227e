import { identity, map, type MonoTypeOperatorFunction, type Observable, share } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import type { Delivery } from '../../delivery/delivery.js';
import { createTestDelivery, type TestDelivery } from './create-test-delivery.js';
import { type DeliveryOutcomes, outcomesOf } from './outcomes-of.js';
import type { TestMessage } from './test-message.js';

/** The messages of a diagram by their letters. A letter that is missing has itself as its body. */
export type MarbleMessages = Readonly<Record<string, TestMessage>>;

type SubscriptionLogs = ReturnType<TestScheduler['createColdObservable']>['subscriptions'];

/** A stream of deliveries drawn as marbles. */
export interface DeliveryMarbles {
  /** In place of a consumer's `messages$`. Errs at `#`, completes at `|`. */
  readonly messages$: Observable<Delivery>;
  /** For `expectSubscriptions`. */
  readonly subscriptions: SubscriptionLogs;
  /** What was emitted so far, oldest first. */
  readonly emitted: readonly TestDelivery[];
  /** What has become of the emitted deliveries so far, by letter; so ask after `scheduler.run`, or after `flush()` within it. */
  readonly outcomes: () => DeliveryOutcomes;
}

interface Letters extends Observable<string> {
  readonly subscriptions: SubscriptionLogs;
}

function toDeliveries(
  scheduler: TestScheduler,
  letters$: Letters,
  messages: MarbleMessages,
  sharing: MonoTypeOperatorFunction<Delivery>,
): DeliveryMarbles {
  const emitted: TestDelivery[] = [];
  const now = (): number => scheduler.now();
  const deliver = (letter: string): TestDelivery => {
    const attempt = emitted.filter(({ messageId }) => messageId === letter).length + 1;
    const message = { body: letter, attempt, offset: emitted.length, ...messages[letter], messageId: letter };
    const delivery = createTestDelivery(message, { now });
    emitted.push(delivery);
    return delivery;
  };
  return {
    messages$: letters$.pipe(map(deliver), sharing),
    subscriptions: letters$.subscriptions,
    emitted,
    outcomes: () => outcomesOf(emitted),
  };
}

/**
 * Deliveries at the places of a diagram, counted from each subscription: as if `messages$` of a consumer began then.
 *
 * Each letter is the `messageId` of its message; offsets count up, and the same letter again is the same message again, at its
 * next attempt. A promise leaves the time of the scheduler: handlers with promises are tested with `createTestDelivery` alone, or with
 * a broker and a virtual clock.
 *
 * ```ts
 * scheduler.run(({ expectObservable }) => {
 *   const { messages$, outcomes } = coldDeliveries(scheduler, 'a-b-|', { b: { body: 'bad' } });
 *   expectObservable(messages$.pipe(billing())).toBe('...');
 *   scheduler.flush();
 *   expect(outcomes()).to.deep.include({ acked: ['a'], deadLettered: ['b'] });
 * });
 * ```
 *
 * @param error - what `#` stands for. Default: the text `error`
 */
export function coldDeliveries(
  scheduler: TestScheduler,
  marbles: string,
  messages: MarbleMessages = {},
  error?: unknown,
): DeliveryMarbles {
  return toDeliveries(
    scheduler,
    scheduler.createColdObservable(marbles, undefined, error),
    messages,
    identity,
  );
}

/**
 * The same, at the places of the diagram in the time of the scheduler, whoever is subscribed; `^` is its beginning. Subscribers
 * share the deliveries; what nobody is subscribed to is not delivered.
 *
 * @param error - what `#` stands for. Default: the text `error`
 */
export function hotDeliveries(
  scheduler: TestScheduler,
  marbles: string,
  messages: MarbleMessages = {},
  error?: unknown,
): DeliveryMarbles {
  const letters$ = scheduler.createHotObservable(marbles, undefined, error);
  const sharing = share<Delivery>({ resetOnError: true, resetOnComplete: true, resetOnRefCountZero: true });
  return toDeliveries(scheduler, letters$, messages, sharing);
}
