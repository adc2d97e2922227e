import { expect } from 'chai';
import type { Observable } from 'rxjs';
import type { Client } from '../../src/client/client.js';
import type { ClientOptions } from '../../src/client/client-options.js';
import { createClient } from '../../src/client/create-client.js';
import { BrokerError } from '../../src/errors/broker-error.js';
import { isRetriable } from '../../src/errors/predicates.js';
import { type SendAttempt, SendFailedError } from '../../src/errors/producer-error.js';
import { ConnectFailedError } from '../../src/errors/transport-error.js';
import type { MessageQueue } from '../../src/message/message-queue.js';
import type { ReceivedMessage } from '../../src/message/received-message.js';
import type { Producer } from '../../src/producer/producer.js';
import type { ProducerOptions } from '../../src/producer/producer-options.js';
import type { SendReceipt } from '../../src/sending/send-receipt.js';
import type { EmbeddedBroker } from '../../src/testing/cluster/embedded-broker.js';
import { startBroker } from '../../src/testing/start-broker.js';
import { createVirtualClock } from '../../src/testing/time/create-virtual-clock.js';
import type { VirtualClock } from '../../src/testing/time/virtual-clock.js';

export const topic = 'orders';
export const queueCount = 2;

/** What ends a send late: the sweep that looks for overdue requests, 100 ms, and that of the gate, 50 ms. */
const sweepMs = 150;

/** One command of a producer, from its begin to its end. */
export class Tried<T> {
  readonly begunAt: number;
  /** Milliseconds since the epoch; undefined while it is under way. */
  endedAt: number | undefined;
  result: T | undefined;
  failure: unknown;
  #emissions = 0;

  constructor(command: Observable<T>, now: () => number) {
    this.begunAt = now();
    command.subscribe({
      next: (result) => {
        this.#emissions++;
        this.result = result;
      },
      error: (error: unknown) => {
        this.failure = error;
        this.endedAt = now();
      },
      complete: () => (this.endedAt = now()),
    });
  }

  get elapsedMs(): number {
    return this.endedAt! - this.begunAt;
  }

  /** Either one result or one error, within its time. */
  expectEnd(timeoutMs: number): void {
    expect(this.endedAt, 'a command has not ended').not.to.equal(undefined);
    expect(this.elapsedMs, String(this.failure)).to.be.at.most(timeoutMs + sweepMs);
    expect(this.#emissions).to.equal(this.failure === undefined ? 1 : 0);
  }
}

export interface FaultyOptions {
  readonly brokers?: number;
  readonly nameServers?: number;
  /** Of the faults, the jitter and the rotation over queues. Default 1. */
  readonly seed?: number;
  readonly producer?: Partial<ProducerOptions>;
  readonly client?: Partial<ClientOptions>;
}

/** A producer, and brokers that are about to misbehave, in memory and in virtual time. */
export class Faulty {
  readonly clock: VirtualClock;
  readonly broker: EmbeddedBroker;
  readonly client: Client;
  readonly producer: Producer;
  /** Every attempt that failed, by the id of its message. */
  readonly failedAttempts = new Map<string, SendAttempt[]>();
  readonly #tried: Tried<unknown>[] = [];
  readonly #others: Client[] = [];

  constructor(clock: VirtualClock, broker: EmbeddedBroker, options: FaultyOptions) {
    this.clock = clock;
    this.broker = broker;
    this.client = createClient({ ...broker.clientOptions, clientId: 'sender', ...options.client });
    this.producer = this.client.producer({ group: 'p', ...options.producer });
    this.producer.events$.subscribe((event) => {
      if (event.type !== 'attempt-failed') return;
      const attempts = this.failedAttempts.get(event.messageId) ?? [];
      this.failedAttempts.set(event.messageId, [...attempts, event]);
    });
  }

  /** One more client of the brokers. */
  another(clientId: string): Client {
    const client = createClient({ ...this.broker.clientOptions, clientId });
    this.#others.push(client);
    return client;
  }

  try<T>(command: Observable<T>): Tried<T> {
    const tried = new Tried(command, () => this.clock.now);
    this.#tried.push(tried);
    return tried;
  }

  /** Lets time pass until every command has ended; none may take longer than it has, which `expectEnd` sees. */
  async untilAllEnded(): Promise<void> {
    for (let passedMs = 0; passedMs < 120_000; passedMs += 100) {
      if (this.#tried.every(({ endedAt }) => endedAt !== undefined)) return;
      await this.clock.advance(100);
    }
  }

  /** Every message of the topic that consumers could get, in the order of each queue. */
  stored(): ReceivedMessage[] {
    return this.broker.brokers.flatMap(({ name }) =>
      Array.from(
        { length: queueCount },
        (_, queueId) => this.broker.queue(topic, queueId, name).messages,
      ).flat(),
    );
  }

  /** How often each message id is stored. */
  copies(): ReadonlyMap<string, number> {
    const copies = new Map<string, number>();
    for (const { messageId } of this.stored()) copies.set(messageId, (copies.get(messageId) ?? 0) + 1);
    return copies;
  }

  /** The broker has exactly that message where its receipt says, and no two receipts are of one place. */
  expectTrue(receipts: readonly SendReceipt[]): void {
    const ids = new Map(
      this.stored().map(({ queue, offset, messageId }) => [placeOf(queue, offset), messageId]),
    );
    for (const { messageId, queue, queueOffset } of receipts)
      expect(ids.get(placeOf(queue, queueOffset))).to.equal(messageId);
    expect(new Set(receipts.map(({ queue, queueOffset }) => placeOf(queue, queueOffset))).size).to.equal(
      receipts.length,
    );
  }

  /** The error names every attempt, and there were no more and no fewer than the rules of retries say. */
  expectComplete(failure: unknown, elapsedMs: number, timeoutMs = this.producer.options.timeoutMs): void {
    expect(failure).to.be.instanceOf(SendFailedError);
    const { messageId, attempts, cause } = failure as SendFailedError;
    const { retries } = this.producer.options;
    expect(attempts.length).to.be.within(1, retries + 1);
    // Messages of one batch are tried under the id of the batch.
    if (this.producer.options.batching === false)
      expect(this.failedAttempts.get(messageId)).to.have.length(attempts.length);
    const last = attempts.at(-1)!;
    expect(cause).to.equal(last.error);
    for (const { address, brokerName, durationMs, queueId, error } of attempts) {
      expect(this.broker.brokers.find((node) => node.address === address)?.name).to.equal(brokerName);
      expect(queueId).to.be.within(0, queueCount - 1);
      expect(durationMs).to.be.within(0, elapsedMs);
      expect(error).to.be.instanceOf(Error);
    }
    expect(attempts.slice(0, -1).map(({ error }) => isRetriable(error))).not.to.include(false);
    if (attempts.length <= retries && isRetriable(last.error)) expect(elapsedMs).to.be.at.least(timeoutMs);
  }

  /** No message has more copies than attempts which may have stored one. */
  expectNoStrayCopies(succeeded: ReadonlySet<string>): void {
    if (this.producer.options.batching !== false) return;
    for (const [messageId, count] of this.copies()) {
      const uncertain = (this.failedAttempts.get(messageId) ?? []).filter(({ error }) =>
        mayHaveStored(error),
      );
      expect(count, messageId).to.be.at.most(uncertain.length + (succeeded.has(messageId) ? 1 : 0));
    }
  }

  /** Nothing waits, sends work again, and after the end there is no timer. */
  async expectRecovery(): Promise<void> {
    this.broker.faults.clear();
    expect(this.producer.pressure).to.deep.equal({
      state: 'free',
      inFlight: 0,
      inFlightBytes: 0,
      waiting: 0,
    });
    const receipts: SendReceipt[] = [];
    for (let count = 0; count < 4; count++)
      receipts.push(await this.clock.until(this.producer.send({ topic, body: 'afterwards' })));
    this.expectTrue(receipts);
    await this.stop();
    expect(this.clock.timers).to.equal(0);
  }

  async stop(): Promise<void> {
    this.broker.faults.clear();
    await this.clock.until(Promise.all([this.client, ...this.#others].map((client) => client.close())));
    await this.clock.until(this.broker.stop());
    await this.clock.settle();
  }
}

const placeOf = ({ brokerName, queueId }: MessageQueue, offset: number): string =>
  `${brokerName} ${queueId} ${offset}`;

/** A broker that has refused did not store; neither did one that was never reached. */
const mayHaveStored = (error: unknown): boolean =>
  !(error instanceof BrokerError) && !(error instanceof ConnectFailedError);

export async function makeFaulty(options: FaultyOptions = {}): Promise<Faulty> {
  const { brokers = 1, nameServers = 1, seed = 1 } = options;
  const clock = createVirtualClock({ seed });
  const broker = await clock.until(
    startBroker({
      network: 'memory',
      runtime: clock.runtime,
      seed,
      brokers,
      nameServers,
      topics: { [topic]: { queues: queueCount } },
    }),
  );
  return new Faulty(clock, broker, options);
}
