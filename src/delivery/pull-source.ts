import { diagnostics } from '../runtime/diagnostics.js';
import { defer, map, type Observable, of, repeat, retry, switchMap, throwError, timer } from 'rxjs';
import type { BrokerClient } from '../broker/broker-client.js';
import type { PullResult } from '../broker/calls/pull-message.js';
import { BrokerError } from '../errors/broker-error.js';
import { PullFailedError } from '../errors/consumer-error.js';
import { isFatal } from '../errors/predicates.js';
import { NoAvailableBrokerError } from '../errors/route-error.js';
import { type MessageQueue, queueKey } from '../message/message-queue.js';
import type { Subscription } from '../message/subscription.js';
import { masterId } from '../naming/topic-route.js';
import { ResponseCode } from '../protocol/response-code.js';
import type { Runtime } from '../runtime/runtime.js';
import { type Credit, maxPullMessages } from './credit.js';
import { readerAddress, type ReaderSettings } from './reader-address.js';

/** How a queue is pulled. */
export interface PullOptions {
  /** Milliseconds for which the broker may hold a pull that finds nothing. Java: 15,000. */
  readonly suspendTimeoutMs: number;
  /** Milliseconds before a failed pull is repeated. Java: 1000. */
  readonly retryDelayMs: number;
  /** Milliseconds before a pull that met flow control (code 215) is repeated. Java: 20. */
  readonly flowControlDelayMs: number;
}

export interface PullSourceSettings extends ReaderSettings {
  readonly group: string;
  readonly queue: MessageQueue;
  readonly subscription: Subscription;
  readonly broker: (address: string) => BrokerClient;
  readonly credit: Credit;
  readonly options: PullOptions;
  readonly runtime: Runtime;
  /** Offset of the next pull. */
  readonly nextOffset: () => number;
  /** Bytes of the next message, as far as it has been seen and did not fit; otherwise 0. */
  readonly neededBytes: () => number;
  /** How many messages the queue itself may still take in; 0 = wait for {@link PullSourceSettings.room}. */
  readonly queueRoom: () => number;
  /** Cold: emits once when the queue has room. */
  readonly room: () => Observable<unknown>;
  /** Takes in what fits. Emits once when that is done: whether more is known to be there. */
  readonly admit: (result: PullResult) => Observable<boolean>;
  readonly onFailure: (error: PullFailedError) => void;
}

/** Lets brokers bound an answer by themselves; 5.x looks at it, others ignore it. */
const minPullBytes = 1024;

/**
 * Pulls one queue for ever: never two pulls at once, the next one when the answer was taken in and there is room.
 *
 * A queue that has nothing may always park a long poll. One that is known to hold more waits for its turn in the window, and its
 * next pull is answered at once, so that a promise of credit is never parked.
 *
 * Cold. Emits nothing. Errs only when repeating is useless (refused credentials). Unsubscribing cancels the pull in flight.
 *
 * @see apache/rocketmq `client/…/DefaultMQPushConsumerImpl#pullMessage`
 */
export function pullSource(settings: PullSourceSettings): Observable<never> {
  const { queue, credit, options, runtime, routes } = settings;
  let moreIsThere = false;
  let suggestedBrokerId = masterId;

  const pull = (maxMessages: number, suspendTimeoutMs: number): Observable<boolean> => {
    const address = readerAddress(queue, settings, suggestedBrokerId);
    if (address === undefined)
      return throwError(
        () => new NoAvailableBrokerError(`read ${queueKey(queue)}`, { queue: queueKey(queue) }),
      );
    const offset = settings.nextOffset();
    const askedAt = runtime.now();
    // Where another broker can be read instead, nobody waits for one that is away.
    const waitForConnection = routes.peek(queue.topic)?.isReplicated(queue.brokerName) !== true;
    return settings
      .broker(address)
      .pullMessage(
        {
          group: settings.group,
          topic: queue.topic,
          brokerName: queue.brokerName,
          queueId: queue.queueId,
          offset,
          maxMessages: Math.min(maxMessages, settings.queueRoom()),
          maxBytes: Math.max(minPullBytes, credit.freeBytes),
          suspendTimeoutMs,
          expression: settings.subscription.expression,
          expressionType: settings.subscription.expressionType,
          subVersion: settings.subscription.version,
        },
        { waitForConnection },
      )
      .pipe(
        switchMap((result) => {
          const isSentElsewhere = suggestedBrokerId !== result.suggestedBrokerId;
          suggestedBrokerId = result.suggestedBrokerId;
          if (diagnostics.pull.hasSubscribers)
            diagnostics.pull.publish({
              ...queue,
              group: settings.group,
              offset,
              nextOffset: result.nextOffset,
            });
          const isIdle = result.status === 'none' && result.nextOffset === offset && !isSentElsewhere;
          const waitMs = isIdle ? options.retryDelayMs - (runtime.now() - askedAt) : 0;
          // A slave whose master is away says "again" at once, and again: nothing has come, and nobody has waited.
          return waitMs > 0
            ? timer(waitMs, runtime.scheduler).pipe(map(() => false))
            : settings.admit(result);
        }),
      );
  };

  const once = defer(() => {
    const room = settings.queueRoom() > 0 ? of(undefined) : settings.room();
    return room.pipe(
      switchMap(() =>
        moreIsThere
          ? credit.withPromise((messages) => pull(messages, 0), settings.neededBytes())
          : pull(Math.min(maxPullMessages, Math.max(1, credit.freeMessages)), options.suspendTimeoutMs),
      ),
      switchMap((more) => {
        moreIsThere = more;
        return [];
      }),
    );
  });

  const delayOf = (error: unknown): number =>
    error instanceof BrokerError && error.responseCode === ResponseCode.FLOW_CONTROL
      ? options.flowControlDelayMs
      : options.retryDelayMs;

  return once.pipe(
    repeat(),
    retry({
      delay: (error: unknown) => {
        moreIsThere = false;
        suggestedBrokerId = masterId;
        const key = queueKey(queue);
        const details = { cause: error, group: settings.group, topic: queue.topic };
        const fatal = isFatal(error);
        settings.onFailure(new PullFailedError(key, !fatal, details));
        return fatal ? throwError(() => error) : timer(delayOf(error), runtime.scheduler);
      },
    }),
  );
}
