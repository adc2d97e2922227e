import type { Unsubscribable } from 'rxjs';
import type { Single } from '../internal/single.js';
import { withSignal } from '../internal/with-signal.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { HeartbeatData } from '../protocol/bodies/heartbeat-data.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import type { CallObserver } from '../remoting/call-observer.js';
import type { Caller } from '../remoting/caller.js';
import type { BrokerCall, OnewayCall } from './broker-call.js';
import type { CallOptions } from './call-options.js';
import { type CallsOf, type CallTable, callsOf } from './calls-of.js';
import { type GroupQueue, QueryConsumerOffset, UpdateConsumerOffset } from './calls/consumer-offset.js';
import { ConsumerIds, Heartbeat, type Unregistration, UnregisterClient } from './calls/group-membership.js';
import { PullMessage, type PullRequest, type PullResult } from './calls/pull-message.js';
import { MaxOffset, MinOffset, SearchOffset } from './calls/queue-offset.js';
import { SendBack, type SendBackRequest } from './calls/send-back.js';
import { SendMessage, type SendRequest, type SendResult } from './calls/send-message.js';
import { accessControlCalls } from './subjects/access-control-calls.js';
import { clientCalls } from './subjects/client-calls.js';
import { groupCalls } from './subjects/group-calls.js';
import { lockCalls } from './subjects/lock-calls.js';
import { messageCalls } from './subjects/message-calls.js';
import { offsetCalls } from './subjects/offset-calls.js';
import { popCalls } from './subjects/pop-calls.js';
import { sendingCalls } from './subjects/sending-calls.js';
import { serverCalls } from './subjects/server-calls.js';
import { topicCalls } from './subjects/topic-calls.js';
import { userCalls } from './subjects/user-calls.js';

/** What a long poll waits beyond the time for which the broker may hold it: brokers look at expired holds every 5 s. */
const holdGraceMs = 15_000;

/**
 * Typed calls to one broker. Every call is cold: each subscription is one request. It emits one result and completes, or errs
 * with a {@link BrokerError} (the broker said no), {@link RequestTimeoutError}, or a {@link TransportError}.
 *
 * What every producer and consumer does all the time is a method; the rest is ordered by subject, such as `broker.pop.ack(…)`.
 * A request that is neither is made with `call`.
 */
export class BrokerClient {
  /** `host:port`. */
  readonly address: string;
  readonly #remoting: Caller<RemotingCommand, RemotingCommand>;
  readonly #requestTimeoutMs: number;
  #subjects: Map<CallTable, unknown> | undefined;

  constructor(remoting: Caller<RemotingCommand, RemotingCommand>, requestTimeoutMs: number) {
    this.address = remoting.address;
    this.#remoting = remoting;
    this.#requestTimeoutMs = requestTimeoutMs;
  }

  /** Batches, oneways, the first version of a send, replies, ends of transactions, recalls. */
  get sending(): CallsOf<typeof sendingCalls> {
    return this.#subject(sendingCalls);
  }

  /** POP consumption: taking, acknowledging and hiding messages, and who may take which. */
  get pop(): CallsOf<typeof popCalls> {
    return this.#subject(popCalls);
  }

  /** Locks of queues, for orderly consumers. */
  get locks(): CallsOf<typeof lockCalls> {
    return this.#subject(lockCalls);
  }

  /** Offsets of groups beyond reading and committing one: progress, reset, copy. */
  get offsets(): CallsOf<typeof offsetCalls> {
    return this.#subject(offsetCalls);
  }

  /** Single messages, by place and by key. */
  get messages(): CallsOf<typeof messageCalls> {
    return this.#subject(messageCalls);
  }

  /** Topics: configuration, statistics, who consumes them. */
  get topics(): CallsOf<typeof topicCalls> {
    return this.#subject(topicCalls);
  }

  /** Consumer groups: configuration, permissions, subscriptions. */
  get groups(): CallsOf<typeof groupCalls> {
    return this.#subject(groupCalls);
  }

  /** Clients that are connected: who they are, and what the broker asks of them for us. */
  get clients(): CallsOf<typeof clientCalls> {
    return this.#subject(clientCalls);
  }

  /** The broker itself: settings, runtime, statistics, cleaning. */
  get server(): CallsOf<typeof serverCalls> {
    return this.#subject(serverCalls);
  }

  /** Users whose requests the broker serves, where it checks who asks. */
  get users(): CallsOf<typeof userCalls> {
    return this.#subject(userCalls);
  }

  /** What users may do. */
  get accessControl(): CallsOf<typeof accessControlCalls> {
    return this.#subject(accessControlCalls);
  }

  sendMessage(request: SendRequest, options?: CallOptions): Single<SendResult> {
    return this.call(SendMessage, request, options);
  }

  /** A parked long poll: it does not count as a pending request, and it waits for a connection. */
  pullMessage(request: PullRequest, options?: CallOptions): Single<PullResult> {
    return this.call(PullMessage, request, options);
  }

  queryConsumerOffset(queue: GroupQueue, options?: CallOptions): Single<number | undefined> {
    return this.call(QueryConsumerOffset, queue, options);
  }

  updateConsumerOffset(queue: GroupQueue, offset: number, options?: CallOptions): Single<void> {
    return this.call(UpdateConsumerOffset, { ...queue, offset }, options);
  }

  maxOffset(queue: MessageQueue, options?: CallOptions): Single<number> {
    return this.call(MaxOffset, queue, options);
  }

  minOffset(queue: MessageQueue, options?: CallOptions): Single<number> {
    return this.call(MinOffset, queue, options);
  }

  searchOffset(queue: MessageQueue, timestamp: number, options?: CallOptions): Single<number> {
    return this.call(SearchOffset, { ...queue, timestamp }, options);
  }

  sendBack(request: SendBackRequest, options?: CallOptions): Single<void> {
    return this.call(SendBack, request, options);
  }

  heartbeat(data: HeartbeatData, options?: CallOptions): Single<number> {
    return this.call(Heartbeat, data, options);
  }

  unregister(unregistration: Unregistration, options?: CallOptions): Single<void> {
    return this.call(UnregisterClient, unregistration, options);
  }

  consumerIds(group: string, options?: CallOptions): Single<string[]> {
    return this.call(ConsumerIds, group, options);
  }

  /** Any call, also one of your own. */
  call<Input, Output>(call: BrokerCall<Input, Output>, input: Input, options?: CallOptions): Single<Output> {
    const command = call.encode(input);
    const context = { address: this.address, requestCode: command.code };
    const holdMs = call.holdMs?.(input);
    const defaultMs = holdMs === undefined ? this.#requestTimeoutMs : holdMs + holdGraceMs;
    const single = this.#remoting.invoke(
      command,
      {
        timeoutMs: options?.timeoutMs ?? defaultMs,
        waitForConnection: options?.waitForConnection ?? holdMs !== undefined,
        parked: holdMs !== undefined && holdMs > 0,
      },
      (answer) => call.decode(answer, context),
    );
    return options?.signal === undefined ? single : withSignal(single, options.signal);
  }

  /** {@link call} and a subscription of `observer` to it, at once and for less, as `RemotingClient.begin`. Not for calls that are held. */
  begin<Input, Output>(
    call: BrokerCall<Input, Output>,
    input: Input,
    options: Required<Omit<CallOptions, 'signal'>>,
    observer: CallObserver,
  ): Unsubscribable | undefined {
    const command = call.encode(input);
    const context = { address: this.address, requestCode: command.code };
    return this.#remoting.begin(command, options, (answer) => call.decode(answer, context), observer);
  }

  /** Any oneway request. Emits when it has been handed to the connection. */
  tell<Input>(call: OnewayCall<Input>, input: Input, options?: CallOptions): Single<void> {
    return this.#remoting.invokeOneway(call.encode(input), { timeoutMs: this.#requestTimeoutMs, ...options });
  }

  #subject<const Table extends CallTable>(table: Table): CallsOf<Table> {
    const subjects = (this.#subjects ??= new Map<CallTable, unknown>());
    let calls = subjects.get(table) as CallsOf<Table> | undefined;
    if (calls === undefined) subjects.set(table, (calls = callsOf(table, this)));
    return calls;
  }
}
