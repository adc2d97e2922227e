import { expect } from 'chai';
import { from, toArray } from 'rxjs';
import {
  PartialBatchError,
  ReplyTimeoutError,
  SendFailedError,
  TooManySendsError,
} from '../../src/errors/producer-error.js';
import type { OutgoingMessage } from '../../src/message/outgoing-message.js';
import type { ReceivedMessage } from '../../src/message/received-message.js';
import type { ProducerOptions } from '../../src/producer/producer-options.js';
import type { SendOutcome } from '../../src/producer/stream/send-outcome.js';
import type { TransactionReceipt } from '../../src/producer/transaction/transaction-options.js';
import { RequestCode } from '../../src/protocol/request-code.js';
import type { SendReceipt } from '../../src/sending/send-receipt.js';
import { type Faulty, type Tried, topic } from './make-faulty.js';
import { sendCodes, type Trouble } from './troubles.js';

/** Milliseconds of trouble; there is half a second without it before and after. */
const troubleMs = 5000;
const calmMs = 500;

/** Of producers, the default. */
const timeoutMs = 3000;

/** One way to use a producer, and what must be true of it whatever happens. */
export interface Traffic<T> {
  readonly title: string;
  readonly options?: Partial<ProducerOptions>;
  /** What the trouble is with. Default: the requests that bring messages. */
  readonly codes?: readonly number[];
  /** Milliseconds from one to the next. */
  readonly everyMs: number;
  prepare?(on: Faulty): Promise<unknown>;
  begin(on: Faulty, index: number): T;
  check(on: Faulty, begun: readonly T[]): unknown;
}

/** Lets the traffic pass with trouble in its middle, until all of it has ended, and checks it. */
export async function runThrough<T>(
  on: Faulty,
  traffic: Traffic<T>,
  troubles: readonly Trouble[],
): Promise<T[]> {
  const { everyMs, codes = sendCodes } = traffic;
  const begun: T[] = [];
  const pass = async (ms: number): Promise<void> => {
    for (let passedMs = 0; passedMs < ms; passedMs += everyMs) {
      begun.push(traffic.begin(on, begun.length));
      await on.clock.advance(everyMs);
    }
  };
  await traffic.prepare?.(on);
  await pass(calmMs);
  const ends = troubles.map((trouble) => trouble.begin(on, codes));
  await pass(troubleMs);
  for (const end of ends) end();
  await pass(calmMs);
  await on.untilAllEnded();
  await traffic.check(on, begun);
  return begun;
}

const bodyOf = (index: number): string => `m-${index}`;
const messageOf = (index: number): OutgoingMessage => ({ topic, body: bodyOf(index) });

function expectTruth(on: Faulty, sends: readonly Tried<SendReceipt>[]): void {
  const receipts = sends.flatMap(({ result }) => (result === undefined ? [] : [result]));
  const bodies = new Set(on.stored().map((message) => message.text()));
  for (const [index, sending] of sends.entries()) {
    sending.expectEnd(timeoutMs);
    if (sending.failure instanceof TooManySendsError) expect(bodies).not.to.include(bodyOf(index));
    else if (sending.failure !== undefined) on.expectComplete(sending.failure, sending.elapsedMs);
  }
  on.expectTrue(receipts);
  on.expectNoStrayCopies(new Set(receipts.map(({ messageId }) => messageId)));
}

export const single: Traffic<Tried<SendReceipt>> = {
  title: 'single sends',
  everyMs: 30,
  begin: (on, index) => on.try(on.producer.send(messageOf(index))),
  check: expectTruth,
};

const keyOf = (index: number): string => `key-${index % 8}`;

/** One behind the other in each queue; a copy comes only directly behind its original. */
function expectOrder(messages: readonly ReceivedMessage[]): void {
  const last = new Map<string, number>();
  for (const message of messages) {
    const index = Number(message.text().slice('m-'.length));
    const lane = `${message.queue.brokerName} ${message.queue.queueId} ${keyOf(index)}`;
    expect(index).to.be.at.least(last.get(lane) ?? 0);
    last.set(lane, index);
  }
}

export const ordered: Traffic<Tried<SendReceipt>> = {
  title: 'sends with order keys, and keeps their order',
  everyMs: 30,
  begin: (on, index) => on.try(on.producer.send({ ...messageOf(index), orderKey: keyOf(index) })),
  check: (on, sends) => {
    expectTruth(on, sends);
    expectOrder(on.stored());
  },
};

/** Attempts are those of the batch, so they have its id. */
export const putTogether: Traffic<Tried<SendReceipt>> = {
  ...single,
  title: 'sends that are put together',
  options: { batching: { lingerMs: 60, maxMessages: 10 } },
  check: expectTruth,
};

const listLength = 6;

/** Lists take two requests each. */
export const listsOfMessages: Traffic<Tried<readonly SendReceipt[]>> = {
  title: 'lists of messages',
  options: { maxMessageBytes: 1500 },
  everyMs: 100,
  begin: (on, index) => {
    const list = Array.from({ length: listLength }, (_, part) => ({
      topic,
      body: `list-${index} ${part} `.padEnd(200, 'x'),
    }));
    return on.try(on.producer.sendBatch(list));
  },
  check: (on, lists) => {
    const receipts: SendReceipt[] = [];
    for (const list of lists) {
      list.expectEnd(timeoutMs);
      const { failure, result = [] } = list;
      receipts.push(...result);
      if (failure instanceof PartialBatchError) {
        expect(failure.receipts.length).to.be.within(1, listLength - 1);
        receipts.push(...(failure.receipts as readonly SendReceipt[]));
        on.expectComplete(failure.cause, list.elapsedMs);
      } else if (failure !== undefined) on.expectComplete(failure, list.elapsedMs);
      else expect(result).to.have.length(listLength);
    }
    on.expectTrue(receipts);
  },
};

const streamLength = 10;

/** Short streams, of which each has to wait for its own slots. */
export const streamed: Traffic<Tried<readonly SendOutcome[]>> = {
  title: 'streams of messages',
  everyMs: 200,
  begin: (on, index) =>
    on.try(
      from(Array.from({ length: streamLength }, (_, part) => messageOf(index * streamLength + part))).pipe(
        on.producer.sendAll({ maxInFlight: 4 }),
        toArray(),
      ),
    ),
  check: (on, streams) => {
    const receipts: SendReceipt[] = [];
    for (const [index, stream] of streams.entries()) {
      stream.expectEnd(timeoutMs * Math.ceil(streamLength / 4));
      const bodies = stream.result!.map(({ input }) => input.body);
      expect(bodies).to.deep.equal(
        Array.from({ length: streamLength }, (_, part) => bodyOf(index * streamLength + part)),
      );
      for (const outcome of stream.result!)
        if (outcome.ok) receipts.push(outcome.receipt);
        else
          on.expectComplete(outcome.error, Number((outcome.error as SendFailedError).context['elapsedMs']));
    }
    on.expectTrue(receipts);
    on.expectNoStrayCopies(new Set(receipts.map(({ messageId }) => messageId)));
  },
};

const outcomes = ['commit', 'rollback', 'unknown'] as const;

/** Every third one is left open by its work, and the checker knows. */
export const transactions: Traffic<Tried<TransactionReceipt>> = {
  title: 'transactions, and shows consumers what was committed and nothing else',
  options: { checker: (message) => (message.property('outcome') === 'unknown' ? 'commit' : 'rollback') },
  codes: [...sendCodes, RequestCode.END_TRANSACTION],
  everyMs: 100,
  begin: (on, index) => {
    const outcome = outcomes[index % outcomes.length]!;
    return on.try(on.producer.transaction({ ...messageOf(index), properties: { outcome } }, () => outcome));
  },
  check: async (on, all) => {
    // The broker asks every 30 s about what it has not heard of.
    await on.clock.advance(120_000);
    const copies = new Map<string, number>();
    for (const message of on.stored()) copies.set(message.text(), (copies.get(message.text()) ?? 0) + 1);
    for (const [index, each] of all.entries()) {
      each.expectEnd(2 * timeoutMs);
      const { result, failure, elapsedMs } = each;
      const count = copies.get(bodyOf(index)) ?? 0;
      if (result === undefined) on.expectComplete(failure, elapsedMs);
      if (result === undefined || result.outcome === 'rollback') expect(count).to.equal(0);
      else if (result.isConfirmed) expect(count).to.equal(1);
      else expect(count).to.be.at.least(1);
    }
  },
};

export const requests: Traffic<Tried<ReceivedMessage>> = {
  title: 'requests, and gives each its own reply',
  codes: [...sendCodes, RequestCode.SEND_REPLY_MESSAGE_V2, RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT],
  everyMs: 100,
  prepare: async (on) => {
    const mq = on.another('replier');
    const replier = mq.producer({ group: 'replying' });
    const consumer = mq.consumer({ group: 'serving', subscribe: { [topic]: '*' }, from: 'first' });
    consumer
      .run((each) => replier.reply(each, { body: `re ${each.text()}` }), { concurrency: 100 })
      .subscribe();
    await on.clock.advance(200);
  },
  begin: (on, index) => on.try(on.producer.request(messageOf(index))),
  check: async (on, all) => {
    const bodies = new Set(on.stored().map((message) => message.text()));
    for (const [index, asked] of all.entries()) {
      asked.expectEnd(timeoutMs);
      const { failure, result } = asked;
      if (result !== undefined) {
        expect(result.text()).to.equal(`re ${bodyOf(index)}`);
        expect(bodies).to.include(bodyOf(index));
      } else if (failure instanceof SendFailedError) on.expectComplete(failure, asked.elapsedMs);
      else expect(failure).to.be.instanceOf(ReplyTimeoutError);
    }
    // Heartbeats, and members of the group finding their queues again.
    await on.clock.advance(60_000);
    const reply = await on.clock.until(on.producer.request(messageOf(-1)));
    expect(reply.text()).to.equal(`re ${bodyOf(-1)}`);
  },
};
