import type { Observable } from 'rxjs';
import type { MessageQueue } from '../message/message-queue.js';
import type { HeartbeatData } from '../protocol/bodies/heartbeat-data.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import type { RemotingClient } from '../remoting/remoting-client.js';
import type { BrokerCall } from './broker-call.js';
import { type GroupQueue, QueryConsumerOffset, UpdateConsumerOffset } from './calls/consumer-offset.js';
import { ConsumerIds, Heartbeat, type Unregistration, UnregisterClient } from './calls/group-membership.js';
import { PullMessage, type PullRequest, type PullResult } from './calls/pull-message.js';
import { MaxOffset, MinOffset, SearchOffset } from './calls/queue-offset.js';
import { SendBack, type SendBackRequest } from './calls/send-back.js';
import { SendMessage, type SendRequest, type SendResult } from './calls/send-message.js';

/** How long to wait, and what to do while there is no connection. */
export interface CallOptions {
  /** Milliseconds from subscribing to the answer. Default: the client's `requestTimeoutMs`. */
  readonly timeoutMs?: number;
  /** Wait for a reconnect within the timeout instead of failing at once. Default false. */
  readonly waitForConnection?: boolean;
}

/** What a pull waits beyond the time for which the broker may hold it: brokers look at expired holds every 5 s. */
const pullGraceMs = 15_000;

/**
 * Typed calls to one broker. Every call is cold: each subscription is one request. It emits one result and completes, or errs
 * with a {@link BrokerError} (the broker said no), {@link RequestTimeoutError}, or a {@link TransportError}.
 */
export class BrokerClient {
  /** `host:port`. */
  readonly address: string;
  readonly #remoting: RemotingClient<RemotingCommand, RemotingCommand>;
  readonly #requestTimeoutMs: number;

  constructor(remoting: RemotingClient<RemotingCommand, RemotingCommand>, requestTimeoutMs: number) {
    this.address = remoting.address;
    this.#remoting = remoting;
    this.#requestTimeoutMs = requestTimeoutMs;
  }

  sendMessage(request: SendRequest, options?: CallOptions): Observable<SendResult> {
    return this.#call(SendMessage, request, options);
  }

  /** A parked long poll: it does not count as a pending request, and it waits for a connection. */
  pullMessage(request: PullRequest): Observable<PullResult> {
    return this.#invoke(PullMessage, request, {
      timeoutMs: request.suspendTimeoutMs + pullGraceMs,
      waitForConnection: true,
      parked: request.suspendTimeoutMs > 0,
    });
  }

  queryConsumerOffset(queue: GroupQueue, options?: CallOptions): Observable<number | undefined> {
    return this.#call(QueryConsumerOffset, queue, options);
  }

  updateConsumerOffset(queue: GroupQueue, offset: number, options?: CallOptions): Observable<void> {
    return this.#call(UpdateConsumerOffset, { ...queue, offset }, options);
  }

  maxOffset(queue: MessageQueue, options?: CallOptions): Observable<number> {
    return this.#call(MaxOffset, queue, options);
  }

  minOffset(queue: MessageQueue, options?: CallOptions): Observable<number> {
    return this.#call(MinOffset, queue, options);
  }

  searchOffset(queue: MessageQueue, timestamp: number, options?: CallOptions): Observable<number> {
    return this.#call(SearchOffset, { ...queue, timestamp }, options);
  }

  sendBack(request: SendBackRequest, options?: CallOptions): Observable<void> {
    return this.#call(SendBack, request, options);
  }

  heartbeat(data: HeartbeatData, options?: CallOptions): Observable<number> {
    return this.#call(Heartbeat, data, options);
  }

  unregister(unregistration: Unregistration, options?: CallOptions): Observable<void> {
    return this.#call(UnregisterClient, unregistration, options);
  }

  consumerIds(group: string, options?: CallOptions): Observable<string[]> {
    return this.#call(ConsumerIds, group, options);
  }

  #call<Input, Output>(
    call: BrokerCall<Input, Output>,
    input: Input,
    { timeoutMs = this.#requestTimeoutMs, waitForConnection = false }: CallOptions = {},
  ): Observable<Output> {
    return this.#invoke(call, input, { timeoutMs, waitForConnection, parked: false });
  }

  #invoke<Input, Output>(
    call: BrokerCall<Input, Output>,
    input: Input,
    options: { timeoutMs: number; waitForConnection: boolean; parked: boolean },
  ): Observable<Output> {
    const command = call.encode(input);
    const context = { address: this.address, requestCode: command.code };
    return this.#remoting.invoke(command, options, (answer) => call.decode(answer, context));
  }
}
