import {
  catchError,
  concatMap,
  defer,
  map,
  Observable,
  of,
  type Subscriber,
  tap,
  type TeardownLogic,
  throwError,
  timer,
} from 'rxjs';
import type { BrokerClient } from '../broker/broker-client.js';
import type { SendRequest, SendResult } from '../broker/calls/send-message.js';
import { brokerCodeEntry } from '../errors/broker-code-table.js';
import { BrokerError } from '../errors/broker-error.js';
import { isConnectionError, isRetriable } from '../errors/predicates.js';
import { SendFailedError } from '../errors/producer-error.js';
import { NoAvailableBrokerError } from '../errors/route-error.js';
import { UnsupportedError } from '../errors/usage-error.js';
import { backoffDelayMs, type BackoffPolicy } from '../internal/backoff-delay.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { RouteTable } from '../naming/route-table.js';
import type { TopicRoute } from '../naming/topic-route.js';
import { versionName } from '../protocol/version.js';
import { diagnostics } from '../runtime/diagnostics.js';
import type { Runtime } from '../runtime/runtime.js';
import { assertDurable } from './assert-durable.js';
import { Attempt, type AttemptEnds, type Sending, type Target } from './attempt.js';
import type { BrokerChoice } from './broker-choice.js';
import { pickedName } from './picked-name.js';
import type { PreparedMessage } from './prepared-message.js';
import { QueueRotation } from './queue-rotation.js';
import { sendCallOf } from './send-call.js';
import type { SendPolicy } from './send-policy.js';
import type { SendReceipt } from './send-receipt.js';
import { SendRoutes, templateTopic } from './send-routes.js';

export interface MessageSenderSettings {
  readonly routes: RouteTable;
  readonly broker: (address: string) => BrokerClient;
  /** Default: every queue in turn. */
  readonly choice?: BrokerChoice;
  /** The version number of a broker, asked for if need be; undefined when it does not tell. */
  readonly brokerVersion?: (address: string) => Observable<number | undefined>;
  /** Makes sure that a broker knows the groups of this client, for messages which need that. */
  readonly introduce?: (address: string, timeoutMs: number) => Observable<void>;
  /** Messages belong to a unit (Java's `unitMode`). Default false. */
  readonly isUnitMode?: boolean;
  readonly runtime: Runtime;
}

/** Before a broker that has just refused is asked again, because there is no other. */
const sameBrokerBackoff: BackoffPolicy = { initialDelayMs: 100, maxDelayMs: 1000, multiplier: 2 };

/**
 * Sends messages to a queue of their topic, and to another one, on another broker if there is one, when that fails. A message that
 * chooses its queue itself is tried again there only.
 *
 * All attempts share one deadline and one message id. Which answers are worth another attempt is in the table of broker codes;
 * timeouts and lost connections are, although such a message may be stored twice then (behaviour.md section 12, 6). An attempt
 * at the broker that has just failed waits: for a connection, or a moment.
 *
 * @see apache/rocketmq `client/…/DefaultMQProducerImpl#sendDefaultImpl`
 */
export class MessageSender {
  readonly #settings: MessageSenderSettings;
  readonly #routes: SendRoutes;
  readonly #rotation: QueueRotation;

  constructor(settings: MessageSenderSettings) {
    this.#settings = settings;
    this.#routes = new SendRoutes(settings.routes, settings.runtime);
    this.#rotation = new QueueRotation(settings.runtime);
  }

  /**
   * Cold: one subscription is one send. Errs with {@link SendFailedError}, or with what is in the way when nothing was tried:
   * {@link RouteError}, {@link UnsupportedError}.
   *
   * @param startedAt - milliseconds since the epoch from which the timeout counts; default: the subscription
   */
  send(message: PreparedMessage, policy: SendPolicy, startedAt?: number): Observable<SendReceipt> {
    return new Observable((subscriber) =>
      this.start(message, policy, startedAt ?? this.#settings.runtime.now(), subscriber),
    );
  }

  /** What a subscription to {@link send} begins, without an Observable in between. */
  start(
    message: PreparedMessage,
    policy: SendPolicy,
    startedAt: number,
    subscriber: Subscriber<SendReceipt>,
  ): TeardownLogic {
    const sending = { message, policy, startedAt, attempts: [] };
    if (!diagnostics.send.hasSubscribers) return this.#begin(sending, subscriber);
    const tell = (error?: unknown): void => this.#tell(message, policy, startedAt, error);
    return this.#attempt(sending)
      .pipe(tap({ next: () => tell(), error: tell }))
      .subscribe(subscriber);
  }

  /**
   * Cold: one subscription is one request, which is not answered. Emits when it has been handed to the connection; whether it
   * arrives, or is stored, is not known. Errs when there is nowhere to send to or no connection.
   */
  sendOneway(message: PreparedMessage, policy: SendPolicy): Observable<void> {
    return defer(() => {
      const sending = { message, policy, startedAt: this.#settings.runtime.now(), attempts: [] };
      return this.#chooseQueue(sending).pipe(
        concatMap(({ queue, address }) => {
          const request = this.#requestOf(sending, queue);
          return this.#settings.broker(address).sending.oneway(request, { timeoutMs: policy.timeoutMs });
        }),
      );
    });
  }

  /** The queues among which a message of the topic can choose now; undefined while no route is known. */
  knownQueues(topic: string): readonly MessageQueue[] | undefined {
    return this.#routes.peek(topic)?.writeQueues;
  }

  #tell(
    { topic, messageId }: PreparedMessage,
    { group }: SendPolicy,
    startedAt: number,
    error: unknown,
  ): void {
    const durationMs = this.#settings.runtime.now() - startedAt;
    const failure = error !== undefined && { error };
    diagnostics.send.publish({ topic, group, messageId, durationMs, ...failure });
  }

  #attempt(sending: Sending): Observable<SendReceipt> {
    return new Observable((subscriber) => this.#begin(sending, subscriber));
  }

  /** One attempt, and the ones after it. */
  #begin(sending: Sending, subscriber: Subscriber<SendReceipt>): TeardownLogic {
    const known = this.#routes.peek(sending.message.topic);
    if (known === undefined || sending.message.minBrokerVersion !== undefined)
      return this.#chooseQueue(sending)
        .pipe(
          catchError((error: unknown) => throwError(() => this.#failure(sending, error))),
          concatMap((target) => this.#sendTo(sending, target)),
        )
        .subscribe(subscriber);
    let target: Target;
    try {
      target = this.#targetIn(known, sending);
    } catch (error) {
      return subscriber.error(this.#failure(sending, error));
    }
    return this.#execute(sending, target, subscriber);
  }

  /** Errs with what is in the way. */
  #chooseQueue(sending: Sending): Observable<Target> {
    const { topic, minBrokerVersion } = sending.message;
    const target = defer(() => {
      const { defaultTopicQueues } = sending.policy;
      return this.#routes.lookup(topic, defaultTopicQueues, this.#remainingMs(sending));
    }).pipe(map((route) => this.#targetIn(route, sending)));
    return minBrokerVersion === undefined
      ? target
      : target.pipe(concatMap((chosen) => this.#assertVersion(chosen, minBrokerVersion)));
  }

  #targetIn(route: TopicRoute, { message, attempts }: Sending): Target {
    const { topic, selectQueue, firstBrokerName } = message;
    const { writeQueues } = route;
    if (writeQueues.length === 0) throw new NoAvailableBrokerError(`write to topic ${topic}`, { topic });
    const isPreferred = ({ brokerName }: MessageQueue): boolean => brokerName === firstBrokerName;
    const selected =
      firstBrokerName !== undefined && attempts.length === 0
        ? writeQueues.find(isPreferred)
        : selectQueue?.(writeQueues);
    const queue = selected ?? this.#rotate(route, attempts.at(-1)?.brokerName);
    return { queue, address: route.address(queue.brokerName)! };
  }

  #rotate(route: TopicRoute, avoided: string | undefined): MessageQueue {
    const { choice } = this.#settings;
    const { topic, writeQueues } = route;
    const picked = choice?.pick && pickedName(route, avoided, choice.pick);
    if (picked !== undefined)
      return this.#rotation.next(topic, writeQueues, undefined, (name) => (name === picked ? 0 : 1));
    const rankOf = choice && ((name: string): number => choice.rank(route.address(name)!));
    return this.#rotation.next(topic, writeQueues, avoided, rankOf);
  }

  #assertVersion(target: Target, minVersion: number): Observable<Target> {
    const { address } = target;
    return this.#settings.brokerVersion!(address).pipe(
      map((version) => {
        if (version === undefined || version >= minVersion) return target;
        const reason = `the broker ${address} is of version ${versionName(version)}`;
        throw new UnsupportedError('this kind of message', reason, { address });
      }),
    );
  }

  #sendTo(sending: Sending, target: Target): Observable<SendReceipt> {
    return new Observable((subscriber) => this.#execute(sending, target, subscriber));
  }

  #execute(sending: Sending, target: Target, subscriber: Subscriber<SendReceipt>): TeardownLogic {
    const { message, policy, attempts } = sending;
    const { runtime, broker, introduce } = this.#settings;
    const { address } = target;
    const begun = runtime.now();
    const remainingMs = sending.startedAt + policy.timeoutMs - begun;
    const isLast = attempts.length === policy.retries;
    const timeoutMs = Math.max(1, isLast ? remainingMs : Math.min(remainingMs, policy.attemptTimeoutMs));
    const previous = attempts.at(-1);
    const waitForConnection = previous?.address === address && isConnectionError(previous.error);
    const attempt = new Attempt(sending, target, begun, subscriber, this.#ends);
    const call = sendCallOf(message);
    if (message.needsIntroduction === true) {
      const send = (): Observable<SendResult> => {
        const leftMs = Math.max(1, timeoutMs - (runtime.now() - begun));
        const request = this.#requestOf(sending, target.queue);
        return broker(address).call(call, request, { timeoutMs: leftMs, waitForConnection });
      };
      attempt.begun(introduce!(address, timeoutMs).pipe(concatMap(send)).subscribe(attempt));
    } else {
      const request = this.#requestOf(sending, target.queue);
      attempt.begun(broker(address).begin(call, request, { timeoutMs, waitForConnection }, attempt));
    }
    return attempt;
  }

  readonly #ends: AttemptEnds = {
    receiptOf: ({ sending: { message, policy }, target: { queue, address }, startedAt }, result) => {
      const { onStored, requireStatus } = policy;
      onStored?.({
        message,
        result,
        address,
        startedAt,
        durationMs: this.#settings.runtime.now() - startedAt,
      });
      assertDurable(result.status, requireStatus, address);
      return {
        messageId: message.messageId,
        offsetMessageId: result.offsetMessageId,
        queue: { topic: queue.topic, brokerName: queue.brokerName, queueId: result.queueId },
        queueOffset: result.queueOffset,
        status: result.status,
        recallHandle: result.recallHandle,
      };
    },
    afterFailure: ({ sending, target: { queue, address }, startedAt }, error) => {
      const { message, policy, attempts } = sending;
      const { brokerName, queueId } = queue;
      const durationMs = this.#settings.runtime.now() - startedAt;
      const attempt = { brokerName, address, queueId, durationMs, error };
      attempts.push(attempt);
      policy.onAttemptFailed?.(attempt, message.messageId);
      return this.#afterFailure(sending, error);
    },
  };

  #afterFailure(sending: Sending, error: unknown): Observable<SendReceipt> {
    const { policy, attempts } = sending;
    const isExhausted = (): boolean =>
      attempts.length > policy.retries || this.#remainingMs(sending) <= 0 || !isRetriable(error);
    const next = defer(() =>
      isExhausted() ? throwError(() => this.#failure(sending, error)) : this.#attempt(sending),
    );
    if (!(error instanceof BrokerError) || isExhausted()) return next;
    return this.#beforeRetry(sending, error).pipe(concatMap(() => next));
  }

  /** A stale route is learned anew; a broker that has refused, and has no other beside it, gets a moment. */
  #beforeRetry(sending: Sending, error: BrokerError): Observable<unknown> {
    const { message, attempts } = sending;
    const remainingMs = this.#remainingMs(sending);
    const refreshed =
      brokerCodeEntry(error.responseCode).consequence === 'refresh-route'
        ? this.#routes.refresh(message.topic, remainingMs)
        : undefined;
    const route = this.#routes.peek(message.topic);
    const isAlone = message.selectQueue !== undefined || isOneBroker(route);
    if (!isAlone) return refreshed ?? of(undefined);
    const { runtime } = this.#settings;
    const delayMs = backoffDelayMs(attempts.length, sameBrokerBackoff, runtime.random());
    const pause = timer(Math.min(delayMs, remainingMs), runtime.scheduler);
    return refreshed === undefined ? pause : refreshed.pipe(concatMap(() => pause));
  }

  #remainingMs({ startedAt, policy }: Sending): number {
    return startedAt + policy.timeoutMs - this.#settings.runtime.now();
  }

  /** What to err with: the trouble itself while nothing was tried, else every attempt. */
  #failure({ message, policy, startedAt, attempts }: Sending, error: unknown): unknown {
    if (attempts.length === 0) return error;
    const elapsedMs = this.#settings.runtime.now() - startedAt;
    const details = { cause: error, topic: message.topic, group: policy.group, elapsedMs };
    return new SendFailedError(message.messageId, attempts, isRetriable(error), details);
  }

  #requestOf({ message, policy }: Sending, queue: MessageQueue): SendRequest {
    return {
      producerGroup: policy.group,
      topic: message.topic,
      brokerName: queue.brokerName,
      queueId: queue.queueId,
      defaultTopic: templateTopic,
      defaultTopicQueues: policy.defaultTopicQueues,
      sysFlag: message.sysFlag,
      flag: message.flag,
      bornAt: message.bornAt,
      properties: message.properties,
      reconsumeTimes: message.reconsumeTimes,
      maxReconsumeTimes: message.maxReconsumeTimes,
      isUnitMode: this.#settings.isUnitMode === true,
      body: message.body,
    };
  }
}

function isOneBroker(route: TopicRoute | undefined): boolean {
  const [first, ...others] = route?.writeQueues ?? [];
  return others.every(({ brokerName }) => brokerName === first?.brokerName);
}
