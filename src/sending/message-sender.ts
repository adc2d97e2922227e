import { catchError, concatMap, defer, map, type Observable, of, throwError } from 'rxjs';
import type { BrokerClient } from '../broker/broker-client.js';
import type { SendRequest } from '../broker/calls/send-message.js';
import { brokerCodeEntry } from '../errors/broker-code-table.js';
import { BrokerError } from '../errors/broker-error.js';
import { isRetriable } from '../errors/predicates.js';
import { type SendAttempt, SendFailedError } from '../errors/producer-error.js';
import { NoAvailableBrokerError, TopicNotFoundError } from '../errors/route-error.js';
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
    return defer(() =>
      this.#attempt({ message, policy, startedAt: this.#settings.runtime.now(), attempts: [] }, undefined),
    );
  }

  #attempt(sending: Sending, avoided: string | undefined): Observable<SendReceipt> {
    const { topic } = sending.message;
    return this.#route(topic, sending.policy).pipe(
      concatMap((route) => {
        if (route.writeQueues.length === 0)
          return throwError(() => new NoAvailableBrokerError(`write to topic ${topic}`, { topic }));
        const queue = this.#rotation.next(topic, route.writeQueues, avoided);
        return this.#sendTo(sending, queue, route.address(queue.brokerName)!);
      }),
    );
  }

  #sendTo(sending: Sending, queue: MessageQueue, address: string): Observable<SendReceipt> {
    const { message, policy, attempts } = sending;
    const { runtime, broker } = this.#settings;
    const begun = runtime.now();
    const remainingMs = sending.startedAt + policy.timeoutMs - begun;
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
    const { message, policy, startedAt, attempts } = sending;
    const elapsedMs = this.#settings.runtime.now() - startedAt;
    const mayRetry = isRetriable(error) && attempts.length <= policy.retries && elapsedMs < policy.timeoutMs;
    if (!mayRetry) {
      const details = { cause: error, topic: message.topic, group: policy.group, elapsedMs };
      return throwError(() => new SendFailedError(message.messageId, attempts, isRetriable(error), details));
    }
    const staleRoute =
      error instanceof BrokerError && brokerCodeEntry(error.responseCode).consequence === 'refresh-route';
    const routeChecked = staleRoute
      ? this.#settings.routes.refresh(message.topic).pipe(catchError(() => of(undefined)))
      : of(undefined);
    return routeChecked.pipe(concatMap(() => this.#attempt(sending, queue.brokerName)));
  }

  /** A topic without a route borrows that of the template, capped to the queues which a new topic gets (behaviour.md 2.3). */
  #route(topic: string, policy: SendPolicy): Observable<TopicRoute> {
    const { routes } = this.#settings;
    const known = routes.peek(topic);
    if (known !== undefined) return of(known);
    return routes.lookup(topic).pipe(
      catchError((error: unknown) => {
        if (!(error instanceof TopicNotFoundError)) throw error;
        return routes.lookup(templateTopic).pipe(
          map((template) => template.asTemplateFor(topic, policy.defaultTopicQueues)),
          catchError((templateError: unknown) => {
            throw templateError instanceof TopicNotFoundError ? error : templateError;
          }),
        );
      }),
    );
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
