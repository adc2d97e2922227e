import { diagnostics } from '../runtime/diagnostics.js';
import { catchError, concatMap, defer, map, type Observable, of, tap, throwError, timeout } from 'rxjs';
import type { BrokerClient } from '../broker/broker-client.js';
import type { SendRequest } from '../broker/calls/send-message.js';
import { brokerCodeEntry } from '../errors/broker-code-table.js';
import { BrokerError } from '../errors/broker-error.js';
import { isRetriable } from '../errors/predicates.js';
import { type SendAttempt, SendFailedError } from '../errors/producer-error.js';
import {
  NameServersUnreachableError,
  NoAvailableBrokerError,
  TopicNotFoundError,
} from '../errors/route-error.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { RouteTable } from '../naming/route-table.js';
import type { TopicRoute } from '../naming/topic-route.js';
import type { Runtime } from '../runtime/runtime.js';
import type { PreparedMessage } from './prepared-message.js';
import { QueueRotation } from './queue-rotation.js';
import type { SendReceipt } from './send-receipt.js';

/** How hard to try. */
export interface SendPolicy {
  readonly group: string;
  /** Milliseconds for all attempts together. */
  readonly timeoutMs: number;
  /** Milliseconds for one attempt while others are left, so that a broker that hangs leaves time for another. */
  readonly attemptTimeoutMs: number;
  /** Attempts after the first. */
  readonly retries: number;
  /** Queues that a broker makes when it creates the topic on first use. */
  readonly defaultTopicQueues: number;
}

export interface MessageSenderSettings {
  readonly routes: RouteTable;
  readonly broker: (address: string) => BrokerClient;
  /** Whether a broker is to be preferred to those that are not. Default: every broker. */
  readonly isUsable?: (address: string) => boolean;
  readonly runtime: Runtime;
}

/** The template of topics that do not exist yet; its route leads to brokers that create topics by themselves. */
const templateTopic = 'TBW102';

/** One send under way. */
interface Sending {
  readonly message: PreparedMessage;
  readonly policy: SendPolicy;
  readonly startedAt: number;
  readonly attempts: SendAttempt[];
}

/**
 * Sends messages to a queue of their topic, and to another one, on another broker if there is one, when that fails.
 *
 * All attempts share one deadline and one message id. Which answers are worth another attempt is in the table of broker codes;
 * timeouts and lost connections are, although such a message may be stored twice then (behaviour.md section 12, 6).
 *
 * @see apache/rocketmq `client/…/DefaultMQProducerImpl#sendDefaultImpl`
 */
export class MessageSender {
  readonly #settings: MessageSenderSettings;
  readonly #rotation: QueueRotation;

  constructor(settings: MessageSenderSettings) {
    this.#settings = settings;
    this.#rotation = new QueueRotation(settings.runtime);
  }

  /** Cold: one subscription is one send. Errs with {@link SendFailedError}, or with a {@link RouteError} when nothing was tried. */
  send(message: PreparedMessage, policy: SendPolicy): Observable<SendReceipt> {
    return defer(() => {
      const startedAt = this.#settings.runtime.now();
      const receipt$ = this.#attempt({ message, policy, startedAt, attempts: [] }, undefined);
      if (!diagnostics.send.hasSubscribers) return receipt$;
      const tell = (error?: unknown): void => this.#tell(message, policy, startedAt, error);
      return receipt$.pipe(tap({ next: () => tell(), error: tell }));
    });
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

  #attempt(sending: Sending, avoided: string | undefined): Observable<SendReceipt> {
    const known = this.#settings.routes.peek(sending.message.topic);
    return known === undefined
      ? this.#learnRoute(sending).pipe(concatMap((route) => this.#sendVia(route, sending, avoided)))
      : this.#sendVia(known, sending, avoided);
  }

  #sendVia(route: TopicRoute, sending: Sending, avoided: string | undefined): Observable<SendReceipt> {
    const { topic } = sending.message;
    if (route.writeQueues.length === 0) {
      const error = new NoAvailableBrokerError(`write to topic ${topic}`, { topic });
      return throwError(() => this.#failure(sending, error));
    }
    const { isUsable } = this.#settings;
    const isNameUsable = isUsable && ((name: string): boolean => isUsable(route.address(name)!));
    const queue = this.#rotation.next(topic, route.writeQueues, avoided, isNameUsable);
    return this.#sendTo(sending, queue, route.address(queue.brokerName)!);
  }

  #sendTo(sending: Sending, queue: MessageQueue, address: string): Observable<SendReceipt> {
    const { message, policy, attempts } = sending;
    const { runtime, broker } = this.#settings;
    const begun = runtime.now();
    const remainingMs = this.#remainingMs(sending);
    const isLast = attempts.length === policy.retries;
    const timeoutMs = Math.max(1, isLast ? remainingMs : Math.min(remainingMs, policy.attemptTimeoutMs));
    return broker(address)
      .sendMessage(requestOf(message, policy, queue), { timeoutMs })
      .pipe(
        map((result) => ({
          messageId: message.messageId,
          offsetMessageId: result.offsetMessageId,
          queue: { ...queue, queueId: result.queueId },
          queueOffset: result.queueOffset,
          status: result.status,
          recallHandle: result.recallHandle,
        })),
        catchError((error: unknown) => {
          const { brokerName, queueId } = queue;
          attempts.push({ brokerName, address, queueId, durationMs: runtime.now() - begun, error });
          return this.#afterFailure(sending, queue, error);
        }),
      );
  }

  #afterFailure(sending: Sending, queue: MessageQueue, error: unknown): Observable<SendReceipt> {
    const { message, policy, attempts } = sending;
    const isExhausted = (): boolean =>
      attempts.length > policy.retries || this.#remainingMs(sending) <= 0 || !isRetriable(error);
    const next = defer(() =>
      isExhausted()
        ? throwError(() => this.#failure(sending, error))
        : this.#attempt(sending, queue.brokerName),
    );
    const isStale =
      error instanceof BrokerError && brokerCodeEntry(error.responseCode).consequence === 'refresh-route';
    if (!isStale || isExhausted()) return next;
    const refreshed = this.#inTime(sending, this.#settings.routes.refresh(message.topic));
    return refreshed.pipe(
      catchError(() => of(undefined)),
      concatMap(() => next),
    );
  }

  /** A topic without a route borrows that of the template, capped to the queues which a new topic gets (behaviour.md 2.3). */
  #learnRoute(sending: Sending): Observable<TopicRoute> {
    const { routes } = this.#settings;
    const { topic } = sending.message;
    const borrowed = (error: TopicNotFoundError): Observable<TopicRoute> =>
      routes.lookup(templateTopic).pipe(
        map((template) => template.asTemplateFor(topic, sending.policy.defaultTopicQueues)),
        catchError((templateError: unknown) => {
          throw templateError instanceof TopicNotFoundError ? error : templateError;
        }),
      );
    const route = routes.lookup(topic).pipe(
      catchError((error: unknown) => {
        if (error instanceof TopicNotFoundError) return borrowed(error);
        throw error;
      }),
    );
    return this.#inTime(sending, route).pipe(
      catchError((error: unknown) => throwError(() => this.#failure(sending, error))),
    );
  }

  #remainingMs({ startedAt, policy }: Sending): number {
    return startedAt + policy.timeoutMs - this.#settings.runtime.now();
  }

  /** Name servers have a timeout of their own, which may be longer. */
  #inTime(sending: Sending, route: Observable<TopicRoute>): Observable<TopicRoute> {
    const { topic } = sending.message;
    return route.pipe(
      timeout({
        first: this.#remainingMs(sending),
        scheduler: this.#settings.runtime.scheduler,
        with: () => throwError(() => new NameServersUnreachableError([], { topic })),
      }),
    );
  }

  /** What to err with: the trouble itself while nothing was tried, else every attempt. */
  #failure({ message, policy, startedAt, attempts }: Sending, error: unknown): unknown {
    if (attempts.length === 0) return error;
    const elapsedMs = this.#settings.runtime.now() - startedAt;
    const details = { cause: error, topic: message.topic, group: policy.group, elapsedMs };
    return new SendFailedError(message.messageId, attempts, isRetriable(error), details);
  }
}

function requestOf(message: PreparedMessage, policy: SendPolicy, queue: MessageQueue): SendRequest {
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
    body: message.body,
  };
}
